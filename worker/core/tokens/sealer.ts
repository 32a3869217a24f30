import type { SecretKey } from './key-ring.ts';

/** Keeps texts secret and whole where others hold them: in a browser, or in shared state. */
export interface Sealer {
  /** @param place what the text belongs to; it can only be opened as that */
  readonly seal: (text: string, place: string) => Promise<string>;
  /** `null`: it was not sealed here, or not for this place. */
  readonly open: (sealed: string, place: string) => Promise<string | null>;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'AES-GCM';
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Seals with keys of its own, derived from others for one purpose (HKDF, RFC 5869; AES-256-GCM): the first seals, all open, so
 * that keys can be rotated while texts are away.
 */
export async function createSealer(keys: readonly SecretKey[], purpose: string): Promise<Sealer> {
  const [sealing, ...older] = await Promise.all(keys.map(({ secret }) => derive(secret, purpose)));
  if (sealing === undefined) throw new TypeError('a sealer needs a key');
  return {
    seal: async (text, place) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const secret = new Uint8Array(await crypto.subtle.encrypt(boundTo(iv, place), sealing, encoder.encode(text)));
      const whole = new Uint8Array(IV_BYTES + secret.byteLength);
      whole.set(iv);
      whole.set(secret, IV_BYTES);
      return whole.toBase64({ alphabet: 'base64url', omitPadding: true });
    },
    open: async (sealed, place) => {
      const whole = bytesOf(sealed);
      if (whole === null || whole.byteLength < IV_BYTES + TAG_BYTES) return null;
      const how = boundTo(whole.slice(0, IV_BYTES), place);
      for (const key of [sealing, ...older]) {
        const text = await decrypt(how, key, whole.slice(IV_BYTES));
        if (text !== null) return text;
      }
      return null;
    },
  };
}

async function derive(secret: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = encoder.encode(`portcullis ${purpose}`);
  return await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    base,
    { name: CIPHER, length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function boundTo(iv: Uint8Array<ArrayBuffer>, place: string) {
  return { name: CIPHER, iv, additionalData: encoder.encode(place) };
}

async function decrypt(
  how: ReturnType<typeof boundTo>,
  key: CryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  try {
    return decoder.decode(await crypto.subtle.decrypt(how, key, bytes));
  } catch {
    return null;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text, { alphabet: 'base64url' });
  } catch {
    return null;
  }
}
