import { type CryptoKey, createRemoteJWKSet, customFetch, errors } from 'jose';
import { ConfigurationError, ContextError } from '../errors.ts';
import { usablePublicKeys } from './jwk-set.ts';

/** Options of {@link remoteJwkSet}. */
export interface RemoteJwkSetOptions {
  /** The gateway is given up on after this long. Default 2000. */
  readonly timeoutMs?: number;
  /** Keys are fetched again after this long. Default 300. */
  readonly maxAgeSeconds?: number;
  /** A key id that is not known makes the keys be fetched again, but not more often. Default 30. */
  readonly cooldownSeconds?: number;
  /** Default: the runtime's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Public keys that are fetched from a gateway and kept. */
export interface RemoteJwkSet {
  readonly url: string;
  /** The key of that id, `null` where the gateway has none. Rejects with {@link ContextError} where the keys cannot be had. */
  keyFor(kid: string): Promise<CryptoKey | null>;
}

const MAX_BYTES = 64 * 1024;
const MADE_HERE = new WeakSet<object>();

/**
 * The gateway's public keys (RFC 7517), for contexts that are signed with EdDSA. Nothing is fetched before the first
 * context; whatever is no Ed25519 public key is left out. Throws {@link ConfigurationError} for a URL without TLS that is
 * not of this machine.
 *
 * @example
 * const keys = remoteJwkSet('https://app.example.com/.portcullis/jwks.json');
 * const verifier = createContextVerifier({ issuer: 'acme-edge', audience: 'app', algorithm: 'EdDSA', keys });
 */
export function remoteJwkSet(url: string, options: RemoteJwkSetOptions = {}): RemoteJwkSet {
  const address = checkedUrl(url);
  const fetchOption = options.fetch ?? ((target, init) => fetch(target, init));
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs ?? 2000, 1, 60_000);
  const find = createRemoteJWKSet(address, {
    timeoutDuration: timeoutMs,
    cacheMaxAge: wholeNumber('maxAgeSeconds', options.maxAgeSeconds ?? 300, 1, 86_400) * 1000,
    cooldownDuration: wholeNumber('cooldownSeconds', options.cooldownSeconds ?? 30, 1, 86_400) * 1000,
    [customFetch]: async (target, init) => boundedKeys(await fetchOption(target, { ...init, redirect: 'error' })),
  });
  const set: RemoteJwkSet = {
    url: address.href,
    async keyFor(kid) {
      try {
        // Not every fetch obeys its signal.
        return (await within(timeoutMs * 2, find({ alg: 'EdDSA', kid }))) ?? null;
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) return null;
        throw new ContextError('ERR_CONTEXT_KEYS_UNAVAILABLE');
      }
    },
  };
  MADE_HERE.add(set);
  return Object.freeze(set);
}

/** Whether `value` was made by {@link remoteJwkSet}: an object that only looks like it could let any key in. */
export function isRemoteJwkSet(value: unknown): value is RemoteJwkSet {
  return typeof value === 'object' && value !== null && MADE_HERE.has(value);
}

/** The answer with usable keys alone. Throws where it is none, too long, or holds no key. */
async function boundedKeys(response: Response): Promise<Response> {
  if (response.status !== 200) throw new TypeError(`status ${response.status}`);
  const keys = usablePublicKeys(JSON.parse(await boundedText(response)));
  if (keys.length === 0) throw new TypeError('no usable key');
  return Response.json({ keys });
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) throw new TypeError('no body');
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BYTES) {
      await reader.cancel();
      throw new RangeError(`longer than ${MAX_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

async function within<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TypeError(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url !== null && url.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)))
    return url;
  throw new ConfigurationError(
    'The URL of a remote JWK Set must begin with https:// (http:// will do for this machine itself) and hold no credentials.',
  );
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ConfigurationError(`"${name}" option must be a whole number from ${least} to ${most}.`);
}
