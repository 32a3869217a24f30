/** Base64url without padding of bytes, of a text in UTF-8, or of a value's JSON. */
export function encodePart(part: Uint8Array | string | object): string {
  const bytes =
    part instanceof Uint8Array
      ? part
      : new TextEncoder().encode(typeof part === 'string' ? part : JSON.stringify(part));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A JWS in compact form (RFC 7515 section 3.1) over exactly this header and payload. */
export async function compactJws(
  header: object,
  payload: string | object,
  sign: (input: string) => Promise<Uint8Array>,
): Promise<string> {
  const input = `${encodePart(header)}.${encodePart(payload)}`;
  return `${input}.${encodePart(await sign(input))}`;
}
