/** At least 128 bits of base64. What is shorter can be guessed, and protects nothing. */
const NONCE = /'nonce-([A-Za-z0-9+/_-]{22,100}={0,2})'/g;
const MAX_NONCES = 4;

/** Nonces in the origin's own policies. */
export function originNonces(value: string): readonly string[] {
  return [...new Set([...value.matchAll(NONCE)].map(([, nonce = '']) => nonce))].slice(0, MAX_NONCES);
}
