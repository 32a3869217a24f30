import { isSessionText } from '@portcullis/rules/engine';
import type { AskedProof, AskedSignIn } from './asked-sign-in.ts';

/** How long a person has to sign in at the provider. */
export const ATTEMPT_SECONDS = 600;

/** One sign-in on its way to a provider and back. Kept by the browser alone, sealed. */
export interface Attempt extends AskedSignIn {
  readonly provider: string;
  /** Ties the answer to this browser (RFC 6749 section 10.12). */
  readonly state: string;
  /** Ties the ID token to this attempt (OpenID Connect Core 1.0 section 3.1.2.1). */
  readonly nonce: string;
  /** Ties the code to this attempt (RFC 7636). */
  readonly verifier: string;
  readonly startedSeconds: number;
}

type Written = readonly [
  provider: string,
  state: string,
  nonce: string,
  verifier: string,
  started: number,
  returnTo: string,
  withinSeconds?: number | null,
  ...methods: string[],
];

/** The text to seal. */
export function writeAttempt(attempt: Attempt): string {
  const { provider, state, nonce, verifier, startedSeconds, returnTo, proof } = attempt;
  const asked = proof === null ? ([] as const) : ([proof.withinSeconds, ...proof.methods] as const);
  return JSON.stringify([provider, state, nonce, verifier, startedSeconds, returnTo, ...asked] satisfies Written);
}

/** Reads what was sealed. `null`: it is not an attempt, or one that began too long ago. */
export function readAttempt(text: string, nowSeconds: number): Attempt | null {
  const parts = parseList(text);
  if (parts === null) return null;
  const [provider, state, nonce, verifier, started, returnTo, withinSeconds, ...methods] = parts;
  if (![provider, state, nonce, verifier].every(isSessionText) || typeof returnTo !== 'string') return null;
  if (typeof started !== 'number' || !(nowSeconds >= started && nowSeconds < started + ATTEMPT_SECONDS)) return null;
  const proof = proofOf(withinSeconds, methods);
  if (proof === undefined) return null;
  const texts = { provider, state, nonce, verifier } as Record<'provider' | 'state' | 'nonce' | 'verifier', string>;
  return { ...texts, startedSeconds: started, returnTo, proof };
}

function parseList(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** `undefined`: it cannot be read. */
function proofOf(withinSeconds: unknown, methods: readonly unknown[]): AskedProof | null | undefined {
  if (withinSeconds === undefined) return null;
  if (withinSeconds !== null && typeof withinSeconds !== 'number') return undefined;
  return methods.every(isSessionText) ? { withinSeconds, methods } : undefined;
}
