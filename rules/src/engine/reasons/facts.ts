/** A sentence or token for the audit event, e.g. which list or which check of the cookie. Never shown to the client. */
interface MayHaveDetail {
  readonly detail?: string;
}

interface HasDetail {
  readonly detail: string;
}

interface Wait {
  /** Whole seconds to wait, never less than the truth. */
  readonly retryAfterSeconds: number;
}

/** What a refusal must say besides its reason, by the names that the catalogue uses. */
export interface ReasonFacts {
  nothing: MayHaveDetail;
  detail: HasDetail;
  wait: MayHaveDetail & Wait;
  detailAndWait: HasDetail & Wait;
  /** The methods that the path allows. */
  allow: MayHaveDetail & { readonly allow: readonly string[] };
  /** A sign-in that would be enough. */
  requiredSignIn: MayHaveDetail & {
    readonly requiredSignIn: { readonly withinSeconds: number; readonly methods: readonly string[] };
  };
  /** A second factor that would be enough, however long ago it was used. */
  secondFactor: MayHaveDetail & {
    readonly requiredSignIn: { readonly withinSeconds: null; readonly methods: readonly string[] };
  };
  /** What the client must correct in its document (admin API). */
  publicDetail: MayHaveDetail & { readonly publicDetail: string };
}

type FactName = { [K in keyof ReasonFacts]: keyof ReasonFacts[K] }[keyof ReasonFacts];

/** These facts and no others: what a refusal may carry can be read of any refusal. */
export type Only<Facts> = Facts & { readonly [Name in Exclude<FactName, keyof Facts>]?: never };
