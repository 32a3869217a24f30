import { keptKey, keptParts, keptPrefix } from '../../core/kept/index.ts';
import { parseSessionRecord } from '../../core/renewal/index.ts';
import type { RoutedExchange } from '../exchange.ts';

/** Calls that one request makes for it at most. */
const MAX_FORGOTTEN = 20;

/**
 * Forgets what is kept of a user's sessions, once a revocation has ended them: some of them, since all end by themselves, if
 * later. Never rejects.
 * @param notBefore sessions that began later live on; seconds since the epoch
 */
export async function forgetSessions(
  { config }: RoutedExchange,
  tenant: string,
  user: string,
  notBefore: number,
): Promise<void> {
  try {
    const { entries } = await config.state.listKept(tenant, keptPrefix('session', user), null);
    const ended = entries.filter(({ value }) => parseSessionRecord(value).started <= notBefore);
    for (const { key, version } of ended.slice(0, MAX_FORGOTTEN)) {
      const [, id = ''] = keptParts(key);
      await config.state.writeKept(tenant, [
        { key, value: null, expires: null, ifVersion: version },
        { key: keptKey('generation', user, id), value: null, expires: null },
      ]);
    }
  } catch {
    // Nothing depends on it.
  }
}
