const BYTES = 18;

/** A nonce for a policy (CSP Level 3 section 7.1 asks for 128 random bits at least): 24 characters of base64. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(BYTES))));
}
