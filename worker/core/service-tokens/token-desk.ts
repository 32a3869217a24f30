import { readServiceToken, type ServiceToken } from './service-token.ts';
import type { TokenText } from './token-text.ts';

/**
 * How long what was kept counts without being read again. A revoked token ends sooner, with its revocation; a secret that another
 * replaces stays good for longer than this.
 */
const FRESH_MS = 20_000;
/** A secret that is not known may be a new one. It is looked for at most this often, so that guesses cost little. */
const AGAIN_MS = 1000;
const MAX_TOKENS = 2000;

/** Tokens that one address may ask for in vain within the window, before it is asked no more: each costs a call of the state. */
const MAX_IN_VAIN = 20;
const IN_VAIN_MS = 10_000;
const MAX_ADDRESSES = 2000;

/** Finds tokens, with few questions to shared state. */
export interface TokenDesk {
  /**
   * @param from who asks: a text for the client's address
   * @param again the secret did not fit what was known
   * @throws where shared state does not answer
   */
  readonly find: (text: TokenText, from: string, again?: boolean) => Promise<ServiceToken | null>;
}

/** What an address has asked for: not yet answered, or in vain. */
interface Asked {
  readonly sinceMs: number;
  readonly keys: Map<string, 'open' | 'in vain'>;
}

interface Known {
  readonly token: ServiceToken | null;
  readonly readAtMs: number;
}

/**
 * @param read what is kept under the id, `null` where nothing
 * @param nowMs monotonic
 */
export function createTokenDesk(
  read: (tenant: string, id: string) => Promise<string | null>,
  nowMs: () => number,
): TokenDesk {
  const known = new Map<string, Known>();
  const askedFrom = new Map<string, Asked>();

  /** What the address has asked for, this key among it; `null`: it may not ask for that. Open questions count, since many may come at once. */
  function mayAsk(from: string, key: string): Asked | null {
    const before = askedFrom.get(from);
    const isRecent = before !== undefined && nowMs() - before.sinceMs < IN_VAIN_MS;
    const asked: Asked = isRecent ? before : { sinceMs: nowMs(), keys: new Map() };
    const standing = asked.keys.get(key);
    if (standing === 'in vain' || (standing === undefined && asked.keys.size >= MAX_IN_VAIN)) return null;
    asked.keys.set(key, 'open');
    askedFrom.delete(from);
    askedFrom.set(from, asked);
    const [oldest] = askedFrom.keys();
    if (askedFrom.size > MAX_ADDRESSES && oldest !== undefined) askedFrom.delete(oldest);
    return asked;
  }

  async function readCounted(tenant: string, id: string, asked: Asked, key: string): Promise<string | null> {
    let text: string | null = null;
    let isAnswered = false;
    try {
      text = await read(tenant, id);
      isAnswered = true;
    } finally {
      if (isAnswered && text === null) asked.keys.set(key, 'in vain');
      else asked.keys.delete(key);
    }
    return text;
  }

  async function find({ tenant, id }: TokenText, from: string, again = false): Promise<ServiceToken | null> {
    const key = `${tenant}.${id}`;
    const found = known.get(key);
    if (found !== undefined && nowMs() - found.readAtMs < (again ? AGAIN_MS : FRESH_MS)) return found.token;
    // Only what was never known can be a guess.
    const asked = found === undefined ? mayAsk(from, key) : undefined;
    if (asked === null) return null;
    const readAtMs = nowMs();
    const text = asked === undefined ? await read(tenant, id) : await readCounted(tenant, id, asked, key);
    const token = text === null ? null : readServiceToken(text);
    known.delete(key);
    // Ids by guess would push out those in use.
    if (token !== null) known.set(key, { token, readAtMs });
    const [oldest] = known.keys();
    if (known.size > MAX_TOKENS && oldest !== undefined) known.delete(oldest);
    return token;
  }

  return { find };
}
