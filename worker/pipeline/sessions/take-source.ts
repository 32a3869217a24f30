import type { Session } from '@portcullis/rules/engine';
import { CLAIM_MS, isClaimed, parseRecheck, recheckText } from '../../core/identity/index.ts';
import { wait } from '../../core/time/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { type VouchedSource, vouchedSource } from './keep-source.ts';
import { recheckKey } from './recheck-key.ts';

/** Together longer than a provider that is well takes to answer. */
const PAUSES_MS = [0, 100, 200, 400, 800, 1600];

/**
 * By what a session came, for one that takes its place: from now on, no request asks the provider about the old one. Its refresh
 * token is good for one use, so that one which is being used must not go on to the new session. `none`, `lost`: as in
 * {@link vouchedSource}. `busy`: another request asks the provider for long.
 * @throws where shared state does not answer
 */
export async function takeSource(
  exchange: RoutedExchange,
  session: Session,
): Promise<VouchedSource | 'none' | 'lost' | 'busy'> {
  for (const ms of PAUSES_MS) {
    await wait(ms);
    if (await claims(exchange, session)) return vouchedSource(exchange, session);
  }
  return 'busy';
}

/** Where nothing is kept of when the provider was asked, it is not asked. */
async function claims({ config: { state } }: RoutedExchange, session: Session): Promise<boolean> {
  const key = recheckKey(session);
  const [kept = null] = await state.readKept(session.tenant, [key]);
  const known = kept === null ? null : parseRecheck(kept.value);
  if (kept === null || known === null) return true;
  const nowMs = Date.now();
  if (isClaimed(known, nowMs)) return false;
  const value = recheckText({ ...known, claimedMs: nowMs + CLAIM_MS });
  return state.writeKept(session.tenant, [{ key, value, expires: kept.expires, ifVersion: kept.version }]);
}
