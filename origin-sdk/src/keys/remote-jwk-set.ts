import type { CryptoKey } from 'jose';
import { boundedText } from '../calls/bounded-text.ts';
import { checkedUrl } from '../calls/checked-url.ts';
import { within } from '../calls/within.ts';
import { ContextError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { type Key, usablePublicKeys } from './jwk-set.ts';
import { createSharedCall } from './shared-call.ts';

/** Options of {@link remoteJwkSet}. */
export interface RemoteJwkSetOptions {
  /** The gateway is given up on after this long, headers and body together. Default 2000. */
  readonly timeoutMs?: number;
  /** Keys count for this long, then they are fetched again; without an answer they count no longer. Default 300. */
  readonly maxAgeSeconds?: number;
  /** A key id that is not known makes the keys be fetched again, but not more often than this. Default 1, so that a new key counts at once. */
  readonly cooldownSeconds?: number;
  /** Default: the runtime's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Public keys that are fetched from a gateway and kept. Made by {@link remoteJwkSet} alone. */
export interface RemoteJwkSet {
  /** Where the keys come from. */
  readonly url: string;
  /** The key of that id, `null` where the gateway has none. Rejects with {@link ContextError} where the keys cannot be had. */
  keyFor(kid: string): Promise<CryptoKey | null>;
}

interface FetchedKeys {
  readonly keys: ReadonlyMap<string, Key>;
  /** When they were asked for, in milliseconds. */
  readonly askedAtMs: number;
  /** How many fetches had been begun then: clocks can be set back, this cannot. */
  readonly ordinal: number;
}

const MAX_BYTES = 64 * 1024;
/** After a failure, requests are refused for so long without another try, so that none of them waits in vain. */
const PAUSE_AFTER_FAILURE_MS = 1000;
const MADE_HERE = new WeakSet<object>();

/**
 * The gateway's public keys (RFC 7517), for contexts that are signed with EdDSA. Nothing is fetched before the first
 * context; anything but Ed25519 public keys is left out; redirects are not followed. Throws a `ConfigurationError` for a
 * URL without TLS that is not of this machine.
 *
 * @example
 * const keys = remoteJwkSet('https://app.example.com/.portcullis/jwks.json');
 * const verifier = createContextVerifier({ issuer: 'acme-edge', audience: 'app', algorithm: 'EdDSA', keys });
 */
export function remoteJwkSet(url: string, options: RemoteJwkSetOptions = {}): RemoteJwkSet {
  const { href } = checkedUrl('The URL of a remote JWK Set', url);
  const ask = options.fetch ?? ((target, init) => fetch(target, init));
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs ?? 2000, 1, 60_000);
  const maxAgeMs = wholeNumber('maxAgeSeconds', options.maxAgeSeconds ?? 300, 1, 86_400) * 1000;
  const cooldownMs = wholeNumber('cooldownSeconds', options.cooldownSeconds ?? 1, 1, 86_400) * 1000;
  const now = options.now ?? Date.now;
  let fetched: FetchedKeys | null = null;
  let begun = 0;
  let underWay = 0;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  /** When an unknown id last made the keys be fetched. What is fetched for its age does not count: the id may be newer. */
  let lookedUpAtMs = Number.NEGATIVE_INFINITY;

  const isWithin = (sinceMs: number, spanMs: number): boolean => {
    const ageMs = now() - sinceMs;
    // Written so that a clock that was set back, or answers NaN, makes nothing last longer.
    return ageMs >= 0 && ageMs < spanMs;
  };
  const refresh = createSharedCall(async () => {
    const askedAtMs = now();
    begun += 1;
    underWay += 1;
    const ordinal = begun;
    try {
      const keys = await within(timeoutMs, fetchKeys(ask, href, timeoutMs));
      // An answer that was asked for earlier may hold a key that has been taken away since.
      if (fetched === null || fetched.ordinal < ordinal) fetched = { keys, askedAtMs, ordinal };
    } catch (error) {
      failedAtMs = now();
      throw error;
    } finally {
      underWay -= 1;
    }
  });

  const find = async (kid: string): Promise<CryptoKey | null> => {
    if (fetched !== null && isWithin(fetched.askedAtMs, maxAgeMs)) {
      const known = fetched.keys.get(kid);
      if (known !== undefined) return known.cryptoKey();
      if (underWay === 0) {
        if (isWithin(lookedUpAtMs, cooldownMs)) return null;
        lookedUpAtMs = now();
      }
    }
    if (isWithin(failedAtMs, PAUSE_AFTER_FAILURE_MS)) throw new TypeError('failed a moment ago');
    await refresh();
    return (await fetched?.keys.get(kid)?.cryptoKey()) ?? null;
  };
  const set: RemoteJwkSet = {
    url: href,
    async keyFor(kid) {
      try {
        return await find(kid);
      } catch {
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

/** The usable keys of the answer. Throws where it is none, too long, or holds no key. */
async function fetchKeys(
  ask: NonNullable<RemoteJwkSetOptions['fetch']>,
  url: string,
  timeoutMs: number,
): Promise<ReadonlyMap<string, Key>> {
  const response = await ask(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // Not "error", which Workers do not know: a redirect is an answer whose status is not 200.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || response.redirected) {
    // Else the connection stays taken; whether that succeeds does not matter.
    response.body?.cancel().catch(() => undefined);
    throw new TypeError('not 200');
  }
  const keys = usablePublicKeys(JSON.parse(await boundedText(response, MAX_BYTES)));
  if (keys.length === 0) throw new TypeError('no usable key');
  return new Map(keys.map((key) => [key.kid, key]));
}
