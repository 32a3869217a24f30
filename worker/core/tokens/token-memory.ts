import { Generations } from '../memory/index.ts';
import type { JwsResult, Verifier } from './compact-jws.ts';

/** A {@link Verifier} that waits for nothing where it knows the token. */
export type RememberingVerifier = (token: string) => JwsResult | Promise<JwsResult>;

/** What a token and its parsed payload take, by the token's length: both, with their properties, and an entry of the table. */
const BYTES_A_CHARACTER = 6;
const BYTES_AN_ENTRY = 400;

/**
 * Remembers tokens whose signature held, so that the same one is not verified again with each request. Only the signature is
 * remembered: whether the claims still count, the caller judges at each use. A memory belongs to one verifier, and so to one key
 * ring. Tokens that fail are not remembered, so that only who has a key can fill it.
 * @param maxBytes of everything that is remembered, as an estimate that errs on the large side
 */
export function rememberVerified(verify: Verifier, maxBytes: number): RememberingVerifier {
  const remembered = new Generations<JwsResult>(maxBytes / 2);
  const verifyAnew = async (token: string): Promise<JwsResult> => {
    const result = await verify(token);
    // Of requests at once for one token, the first has put it there: each again would push others out.
    const known = remembered.get(token);
    if (known !== undefined) return known;
    if (result.ok)
      remembered.set(apart(token), deeplyFrozen(result), token.length * BYTES_A_CHARACTER + BYTES_AN_ENTRY);
    return result;
  };
  return (token) => remembered.get(token) ?? verifyAnew(token);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The same text on its own: a part of a header would keep the whole header alive. */
function apart(token: string): string {
  return decoder.decode(encoder.encode(token));
}

/** Requests share what is remembered. */
function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deeplyFrozen(part);
  return Object.freeze(value);
}
