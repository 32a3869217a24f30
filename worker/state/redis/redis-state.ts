import { DEFAULT_DEADLINE_MS, PATIENT_DEADLINE_MS } from '../../core/time/index.ts';
import type { Revocation } from '../port.ts';
import { ALL_SHARDS, askShards, shardOf } from '../shard.ts';
import type { StateStore } from '../store.ts';
import { admit, release } from './admit.ts';
import { exportState, importState } from './backup.ts';
import { change } from './change.ts';
import { parseEntry, parsePolicy } from './entry-text.ts';
import { readFeed, readFeeds } from './feed.ts';
import { listKept, readKept, writeKept } from './kept.ts';
import { EVERYONE_FIELD, shardKeys, tenantPart } from './keys.ts';
import { countReports, readReports } from './reports.ts';
import { isPolicy, scanForReplica, scanPolicies } from './scan.ts';
import { createScriptRunner, type RedisPlace, type ScriptRunner } from './script-runner.ts';
import { SCRIPTS, type ScriptName } from './scripts.ts';

/** Revocations that a list shows at most. */
const LISTED_REVOCATIONS = 1000;

/**
 * State in Redis, over the REST interface of Upstash. Each operation is one script in one HTTP request, tried once.
 * @param deadlineMs how long a request waits
 * @param scripts for tests that set the clock
 */
export function createRedisState(
  place: RedisPlace,
  deadlineMs: number = DEFAULT_DEADLINE_MS,
  scripts: Readonly<Record<ScriptName, string>> = SCRIPTS,
): StateStore {
  const quick = createScriptRunner(place, scripts, deadlineMs);
  // Never less patient than a request is.
  const patient = createScriptRunner(place, scripts, Math.max(deadlineMs, PATIENT_DEADLINE_MS));
  // One a call: with the time of Redis it names a new state, should this call be the first one of it.
  const random = (): string => crypto.randomUUID();
  return {
    shardsFailApart: false,
    admit: (question) => admit(question.patient === true ? patient : quick, random(), question),
    release: (limits, countedAtMs) => release(quick, limits, countedAtMs),
    revoke: (revocation) => change(patient, random(), [{ kind: 'revocation', ...revocation }]),
    setTenantPolicy: (tenant, policy) => change(patient, random(), [{ kind: 'policy', tenant, policy }]),
    importState: (entries) => importState(patient, random(), entries),
    feed: (shard, since) => readFeed(patient, random(), shard, since),
    feeds: (asked) => readFeeds(patient, random(), asked),
    snapshot: (shard, cursor) => scanForReplica(patient, random(), shard, cursor),
    tenantPolicy: (tenant) => readPolicy(patient, tenant),
    tenantPolicies: async (cursor) => {
      const { entries, next } = await scanPolicies(patient, random(), cursor);
      return {
        entries: entries.flatMap((entry) => (isPolicy(entry) ? [{ tenant: entry.tenant, policy: entry.policy }] : [])),
        next,
      };
    },
    exportState: (cursor) => exportState(patient, random(), cursor),
    revocations: (tenant) => listRevocations(patient, tenant),
    readKept: (home, keys) => readKept(quick, home, keys),
    writeKept: (home, changes) => writeKept(patient, home, changes),
    listKept: (home, prefix, cursor) => listKept(patient, home, prefix, cursor),
    countReports: (day, counts) => countReports(patient, day, counts),
    reports: (today, routes) => readReports(patient, today, routes),
  };
}

async function readPolicy(run: ScriptRunner, tenant: string) {
  const reply = await run('policy', [shardKeys(shardOf(tenant)).policies], [await tenantPart(tenant)]);
  const text = reply.text();
  reply.end();
  return text === '' ? null : parsePolicy(text).policy;
}

async function listRevocations(run: ScriptRunner, tenant: string | null): Promise<readonly Revocation[]> {
  const shards = tenant === null ? ALL_SHARDS : [shardOf(tenant)];
  const prefix = tenant === null ? '' : `${await tenantPart(tenant)}.`;
  const lists = await askShards(shards, (shard) => listShard(run, shard, prefix));
  return lists
    .flat()
    .sort((one, other) => other.notBefore - one.notBefore)
    .slice(0, LISTED_REVOCATIONS);
}

/** What concerns everyone is in every shard: only the first one's is listed where all are asked. */
async function listShard(run: ScriptRunner, shard: number, prefix: string): Promise<readonly Revocation[]> {
  const args = [prefix, EVERYONE_FIELD, String(LISTED_REVOCATIONS)];
  const reply = await run('list', [shardKeys(shard).revocations], args);
  return reply.rest().flatMap((text) => {
    const entry = parseEntry(text);
    if (entry.kind !== 'revocation') return [];
    const { kind: _, ...revocation } = entry;
    return prefix === '' && shard > 0 && entry.scope.kind === 'everyone' ? [] : [revocation];
  });
}
