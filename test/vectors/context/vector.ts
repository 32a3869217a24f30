import type { ContextErrorCode, RewritingProxy, TenantContext } from '@portcullis/origin';

/** One request, how it is verified, and what must come of it. The README of this folder explains each field. */
export interface Vector {
  readonly name: string;
  readonly description: string;
  /** `any`: the expectation holds whatever the time is. */
  readonly clock: 'fixed' | 'any';
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
  };
  readonly verifier: {
    readonly issuer: string;
    readonly audience: string;
    readonly algorithm: 'HS256' | 'EdDSA';
    readonly keys: { readonly keys: readonly object[] };
    readonly clockToleranceSeconds: number;
    readonly nowSeconds: number;
    readonly proxy?: RewritingProxy;
  };
  readonly expect: { readonly context: ExpectedContext } | { readonly error: ContextErrorCode };
}

/** What a verifier makes known of a good context; `claims` are left out. */
export type ExpectedContext = Omit<TenantContext, 'claims'>;

/** One file of vectors. */
export interface VectorFile {
  readonly about: string;
  readonly vectors: readonly Vector[];
}
