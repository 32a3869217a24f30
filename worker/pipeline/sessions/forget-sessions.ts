import { keptParts, keptPrefix } from '../../core/kept/index.ts';
import { parseSessionRecord } from '../../core/renewal/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { forgetKept } from './forget-kept.ts';

/**
 * Forgets what is kept of a user's sessions, once a revocation has ended them: those on the first page of the list, since all end by
 * themselves, if later. Never rejects.
 * @param notBefore sessions that began later live on; seconds since the epoch
 */
export async function forgetSessions(
  { config: { state } }: RoutedExchange,
  tenant: string,
  user: string,
  notBefore: number,
): Promise<void> {
  try {
    const { entries } = await state.listKept(tenant, keptPrefix('session', user), null);
    const ended = entries.filter(({ value }) => parseSessionRecord(value).started <= notBefore);
    await forgetKept(
      state,
      { tenant, user },
      ended.flatMap(({ key }) => keptParts(key)[1] ?? []),
    );
  } catch {
    // Nothing depends on it.
  }
}
