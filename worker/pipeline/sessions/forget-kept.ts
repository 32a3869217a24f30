import type { Session } from '@portcullis/rules/engine';
import { parseDeviceRecord } from '../../core/device/index.ts';
import { keptOfSession, keptPrefix, MAX_KEPT_AT_ONCE } from '../../core/kept/index.ts';
import type { KeptChange, StatePort } from '../../state/port.ts';

/**
 * Takes away what is kept of sessions of one user that have ended. All of it ends by itself, if later: a call that fails costs
 * nothing else. Never rejects.
 */
export async function forgetKept(
  state: StatePort,
  { tenant, user }: Pick<Session, 'tenant' | 'user'>,
  ids: readonly string[],
): Promise<void> {
  try {
    const gone = ids.flatMap((id) => keptOfSession({ user, id })).map(taken);
    for (let first = 0; first < gone.length; first += MAX_KEPT_AT_ONCE)
      await state.writeKept(tenant, gone.slice(first, first + MAX_KEPT_AT_ONCE));
    await forgetDevices(state, { tenant, user }, new Set(ids));
  } catch {
    // Nothing depends on it.
  }
}

/** A device's key is named after the first session that it was for, and goes with the one that it is for now. */
async function forgetDevices(
  state: StatePort,
  { tenant, user }: Pick<Session, 'tenant' | 'user'>,
  ids: ReadonlySet<string>,
): Promise<void> {
  const { entries } = await state.listKept(tenant, keptPrefix('device', user), null);
  for (const { key, value, version } of entries) {
    if (ids.has(String(parseDeviceRecord(value).claims['sid'])))
      await state.writeKept(tenant, [{ ...taken(key), ifVersion: version }]);
  }
}

function taken(key: string): KeptChange {
  return { key, value: null, expires: null };
}
