import type { RenewalStanding } from '@portcullis/rules/engine';
import { keptKey } from '../../core/kept/index.ts';
import { generationText, parseGeneration, renew } from '../../core/renewal/index.ts';
import type { ShardRenewal } from './admit-text.ts';
import { readKept, writeKept } from './kept.ts';
import type { WriteSql } from './sql.ts';

/** How a cookie stands. Its generation is committed where it is the highest that came so far. */
export function renewSession(sql: WriteSql, renewal: ShardRenewal, nowMs: number): RenewalStanding {
  const { tenant, user, session, generation, graceSeconds } = renewal;
  const key = keptKey('generation', user, session);
  const kept = readKept(sql, tenant, key, nowMs);
  const known = kept === null ? null : parseGeneration(kept.value);
  const { standing, commit } = renew(known, generation, graceSeconds * 1000, nowMs);
  if (kept !== null && commit !== null)
    writeKept(sql, tenant, [{ key, value: generationText(commit), expires: kept.expires }], nowMs);
  return standing;
}
