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

/** Finds tokens, with few questions to shared state. */
export interface TokenDesk {
  /** @param again the secret did not fit what was known. @throws where shared state does not answer */
  readonly find: (text: TokenText, again?: boolean) => Promise<ServiceToken | null>;
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

  async function find({ tenant, id }: TokenText, again = false): Promise<ServiceToken | null> {
    const key = `${tenant}.${id}`;
    const found = known.get(key);
    if (found !== undefined && nowMs() - found.readAtMs < (again ? AGAIN_MS : FRESH_MS)) return found.token;
    const readAtMs = nowMs();
    const text = await read(tenant, id);
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
