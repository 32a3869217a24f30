import { type DeviceKey, readDeviceKey } from './device-key.ts';

/** What is kept of a session that is bound to a key, for as long as the session can live. Holds no cookie. */
export interface DeviceRecord {
  /** The first that was registered, which nothing replaces. */
  readonly key: DeviceKey;
  /** When the last challenge that was taken had been made: no older one, and not this one again, is taken after it. */
  readonly takenMs: number;
  /** Claims of the last cookie that was given for the key. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export function deviceRecordText({ key, takenMs, claims }: DeviceRecord): string {
  return JSON.stringify({ key, takenMs, claims });
}

/** @throws TypeError where the document is none that the gateway wrote */
export function parseDeviceRecord(text: string): DeviceRecord {
  const record = JSON.parse(text) as Partial<DeviceRecord> | null;
  const key = readDeviceKey(record?.key);
  const { takenMs, claims } = record ?? {};
  if (key === null || typeof takenMs !== 'number' || typeof claims !== 'object' || claims === null)
    throw new TypeError('shared state holds the key of a session that this gateway did not write');
  return { key, takenMs, claims };
}
