const CANONICAL = /^[A-Za-z0-9_-]+$/;
/** The last character of a group of 2 or 3 carries unused bits, which must be zero (RFC 4648 section 3.5). */
const LAST_OF_TWO = /[AQgw]$/;
const LAST_OF_THREE = /[AEIMQUYcgkosw048]$/;

/** Whether `text` is the one base64url spelling of its bytes: no padding, no white space, no stray bits, not empty. */
export function isCanonicalBase64Url(text: string): boolean {
  if (!CANONICAL.test(text)) return false;
  const rest = text.length % 4;
  if (rest === 0) return true;
  if (rest === 1) return false;
  return rest === 2 ? LAST_OF_TWO.test(text) : LAST_OF_THREE.test(text);
}

/** The bytes of a canonical base64url text; `null` for anything else. */
export function decodeBase64Url(text: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== 'string' || !isCanonicalBase64Url(text)) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Whether `token` is three canonical base64url parts joined by dots: a JWS that no other string of bytes can equal. */
export function isCanonicalCompactJws(token: string): boolean {
  const parts = token.split('.', 4);
  return parts.length === 3 && parts.every(isCanonicalBase64Url);
}
