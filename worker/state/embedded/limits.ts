import { counted, current, emptyAtMs, grantOf, released, standing, type Window } from '../limit-window.ts';
import type { StoreClaim, StoreStatus } from '../store.ts';

/** Counts against all limits, or against none where one of them refuses. */
export function countAll(sql: SqlStorage, claims: readonly StoreClaim[], nowMs: number): StoreStatus[] {
  const asked = claims.map((claim) => {
    const window = readWindow(sql, claim, nowMs);
    return {
      claim,
      window,
      grant: grantOf(window, claim, claim.cost ?? 1),
      status: standing(window, claim, nowMs, claim.cost),
    };
  });
  const admitted = asked.every(({ status }) => status.admitted);
  if (admitted)
    for (const { claim, window, grant } of asked) writeWindow(sql, claim, counted(window, claim, nowMs, grant));
  return asked.map(({ claim, grant, status }) => ({ id: claim.id, ...status, granted: admitted ? grant : 0 }));
}

/** Takes back what was counted then, `cost` of each. */
export function releaseAll(sql: SqlStorage, claims: readonly StoreClaim[], countedAtMs: number): void {
  for (const claim of claims) {
    const window = readWindow(sql, claim, countedAtMs);
    writeWindow(sql, claim, released(window, claim, countedAtMs, claim.cost));
  }
}

function readWindow(sql: SqlStorage, claim: StoreClaim, nowMs: number): Window {
  const [row] = sql.exec<{ window: string }>('SELECT window FROM limits WHERE key = ?', claim.key);
  return row === undefined ? [] : current(JSON.parse(row.window) as Window, claim, nowMs);
}

function writeWindow(sql: SqlStorage, claim: StoreClaim, window: Window): void {
  sql.exec(
    'INSERT OR REPLACE INTO limits (key, window, expires) VALUES (?, ?, ?)',
    claim.key,
    JSON.stringify(window),
    emptyAtMs(window, claim),
  );
}
