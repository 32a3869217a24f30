import type { Refusal, Session } from '@portcullis/rules/engine';
import { ACTING_RECORD_SECONDS, actingKey, actingRecord } from '../core/act-as/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { stateUnavailable } from './sessions/index.ts';

/**
 * Keeps on record, for the tenant to see, that one person acts as another. A session that cannot be put on record does not begin.
 * @param endedAtSeconds `null`: it begins
 */
export async function recordActing(
  exchange: RoutedExchange,
  session: Session,
  endedAtSeconds: number | null,
): Promise<Refusal | null> {
  const { actAs } = session;
  if (actAs === null) return null;
  const value = JSON.stringify(actingRecord({ ...session, actAs }, endedAtSeconds));
  const expires = session.issuedAtSeconds + ACTING_RECORD_SECONDS;
  try {
    await exchange.config.state.writeKept(session.tenant, [{ key: actingKey(session), value, expires }]);
    return null;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}
