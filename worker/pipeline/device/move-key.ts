import type { Refusal, Session } from '@portcullis/rules/engine';
import { type DeviceRecord, deviceRecordText, parseDeviceRecord } from '../../core/device/index.ts';
import { type Kept, keptKey, keptPrefix } from '../../core/kept/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import {
  cookieOfSession,
  giveRoleCookie,
  keepSource,
  recordOfSession,
  stateUnavailable,
  type VouchedSource,
} from '../sessions/index.ts';
import { recordOf } from './device-answer.ts';

/**
 * Puts a session in the place of another that is bound to a key, for a request that has not shown the key: the new one is bound to
 * the same, and its cookie ends when the old one would have. `missing`: there is no such key any more.
 * @param source by what the old session came; `null`: by no provider
 */
export async function moveKey(
  exchange: RoutedExchange,
  from: Session,
  to: Pick<Session, 'id' | 'issuedAtSeconds'>,
  source: VouchedSource | null,
): Promise<'moved' | 'missing' | Refusal> {
  const { renewal, tenant, user } = from;
  if (renewal === undefined) return 'missing';
  try {
    const found = await findKey(exchange, from);
    if (found === null) return 'missing';
    const moved = { ...from, ...to, renewal: { ...renewal, renewedAtSeconds: to.issuedAtSeconds } };
    const lost = source === null ? null : await keepSource(exchange, moved, source);
    if (lost !== null) return lost;
    const expires = renewal.endsAtSeconds;
    const isMoved = await exchange.config.state.writeKept(tenant, [
      {
        key: found.kept.key,
        value: deviceRecordText(recordOf(exchange, moved, found.record)),
        expires,
        ifVersion: found.kept.version,
      },
      {
        key: keptKey('session', user, to.id),
        value: JSON.stringify(recordOfSession(exchange, moved, expires)),
        expires,
      },
    ]);
    if (!isMoved) return 'missing';
    giveRoleCookie(exchange, await cookieOfSession(exchange.config, moved, null));
    return 'moved';
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

/** By the session that the key's last cookie was of: the record's own name is that of the first. */
async function findKey(
  { config }: RoutedExchange,
  { tenant, user, id }: Session,
): Promise<{ readonly kept: Kept; readonly record: DeviceRecord } | null> {
  let cursor: string | null = null;
  do {
    const page: { readonly entries: readonly Kept[]; readonly next: string | null } = await config.state.listKept(
      tenant,
      keptPrefix('device', user),
      cursor,
    );
    for (const kept of page.entries) {
      const record = parseDeviceRecord(kept.value);
      if (record.claims['sid'] === id) return { kept, record };
    }
    cursor = page.next;
  } while (cursor !== null);
  return null;
}
