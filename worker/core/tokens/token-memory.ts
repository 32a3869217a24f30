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
  // Two generations: when the younger is full, the older is let go. What is used moves to the younger.
  let [young, old] = [new Map<string, JwsResult>(), new Map<string, JwsResult>()];
  let bytes = 0;
  const remember = (token: string, result: JwsResult): void => {
    bytes += token.length * BYTES_A_CHARACTER + BYTES_AN_ENTRY;
    if (bytes > maxBytes / 2) {
      [young, old] = [new Map(), young];
      bytes = token.length * BYTES_A_CHARACTER + BYTES_AN_ENTRY;
    }
    young.set(token, result);
  };
  const verifyAnew = async (token: string): Promise<JwsResult> => {
    const result = await verify(token);
    // Of requests at once for one token, the first has put it there: each again would push others out.
    const known = young.get(token);
    if (known !== undefined) return known;
    if (result.ok) remember(apart(token), deeplyFrozen(result));
    return result;
  };
  return (token) => {
    const known = young.get(token);
    if (known !== undefined) return known;
    const older = old.get(token);
    if (older === undefined) return verifyAnew(token);
    old.delete(token);
    remember(apart(token), older);
    return older;
  };
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
