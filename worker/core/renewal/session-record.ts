/** What is kept of a session that renews, for its user and for operators to see. Holds no cookie. */
export interface SessionRecord {
  /** Seconds since the epoch: when it began, and the end that nothing moves. */
  readonly started: number;
  readonly ends: number;
  /** What the browser calls itself, such as `Firefox on Linux`; `null` where it does not say. */
  readonly device: string | null;
  /** Country and address that it was opened from, as the platform reports them. */
  readonly country: string | null;
  readonly address: string | null;
  /** Who acts as the user; `null`: the user in person. */
  readonly actor: string | null;
  /** Whether it is bound to a key of the browser's. */
  readonly bound: boolean;
  /** Pattern of the host where alone it counts; `null`: all of the rules. */
  readonly host: string | null;
}

/** @throws TypeError where the document is none that the gateway wrote */
export function parseSessionRecord(text: string): SessionRecord {
  const record = JSON.parse(text) as Partial<SessionRecord> | null;
  if (typeof record?.started !== 'number' || typeof record.ends !== 'number')
    throw new TypeError('shared state holds a session that this gateway did not write');
  return { bound: false, host: null, ...record } as SessionRecord;
}
