import { randomUUID } from 'node:crypto';
import type { RenewalClaim, RenewalStanding, TenantPolicy } from '@portcullis/rules/engine';
import {
  checkKeptPrefix,
  checkKeptRead,
  checkKeptWrite,
  isBackedUp,
  type Kept,
  type KeptChange,
  keptKey,
} from '../../../../worker/core/kept/index.ts';
import {
  addUpDays,
  kindKey,
  MAX_KINDS_A_DAY,
  REPORT_DAYS,
  type StoredKind,
} from '../../../../worker/core/reports/index.ts';
import type { Revocation, RevocationScope, StateEntry } from '../../../../worker/state/port.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import type {
  FeedPosition,
  SnapshotEntry,
  StateStore,
  StoreClaim,
  StoreEntry,
} from '../../../../worker/state/store.ts';
import { bucketAt, type Counts, count, judge } from './limit-model.ts';

/**
 * What a backend must do, written as plainly as possible: nothing is forgotten, nothing is fast.
 * @param mark gives each change its own
 */
export function createModel(now: () => number, mark: () => string = randomUUID): StateStore {
  const counts = new Map<string, Counts>();
  const revocations = new Map<string, Revocation>();
  const policies = new Map<string, TenantPolicy>();
  const reported = new Map<string, { kinds: readonly StoredKind[]; readonly overflow: Map<number, number> }>();
  const log: { readonly shard: number | null; readonly entry: StoreEntry; readonly mark: string }[] = [];

  const isLive = ({ expires }: Revocation): boolean => expires * 1000 > now();
  const markAt = (version: number): string => (version === 0 ? '' : (log[version - 1]?.mark ?? 'none'));
  const position = (): FeedPosition => ({ epoch: 'model', version: log.length, mark: markAt(log.length) });
  const append = (entry: StoreEntry, tenant: string | null): void => {
    log.push({ shard: tenant === null ? null : shardOf(tenant), entry, mark: mark() });
  };
  const found = (scope: RevocationScope): Revocation | null => {
    const known = revocations.get(JSON.stringify(scope));
    return known !== undefined && isLive(known) ? known : null;
  };
  const revoke = async (revocation: Revocation): Promise<void> => {
    const { scope } = revocation;
    const known = found(scope);
    const later = known !== null && known.notBefore > revocation.notBefore ? known : revocation;
    const merged = {
      ...later,
      expires: Math.max(known?.expires ?? 0, revocation.expires),
    };
    revocations.set(JSON.stringify(scope), merged);
    const { notBefore, expires } = merged;
    append({ kind: 'revocation', scope, notBefore, expires }, scope.kind === 'everyone' ? null : scope.tenant);
  };
  const setTenantPolicy = async (tenant: string, policy: TenantPolicy | null): Promise<void> => {
    if (policy === null) policies.delete(tenant);
    else policies.set(tenant, policy);
    append({ kind: 'policy', tenant, policy }, tenant);
  };
  const listed = (): readonly Revocation[] =>
    [...revocations.values()].filter(isLive).sort((one, other) => other.notBefore - one.notBefore);
  const kept = new Map<string, Kept & { readonly home: string }>();
  let keptVersion = 0;
  const liveKept = () =>
    [...kept.values()]
      .filter(({ expires }) => expires === null || expires * 1000 > now())
      .sort((one, other) => (one.home + one.key < other.home + other.key ? -1 : 1));
  const keptAt = (home: string, key: string): Kept | null => {
    const found = liveKept().find((document) => document.home === home && document.key === key);
    if (found === undefined) return null;
    const { home: _, ...document } = found;
    return document;
  };
  const putKept = (home: string, { key, value, expires }: KeptChange): void => {
    const name = JSON.stringify([home, key]);
    if (value === null) kept.delete(name);
    else kept.set(name, { home, key, value, expires, version: keptVersion });
  };
  const standingOf = ({ tenant, user, session, generation, graceSeconds }: RenewalClaim): RenewalStanding => {
    const key = keptKey('generation', user, session);
    const document = keptAt(tenant, key);
    if (document === null) return 'unknown';
    const [number = 0, sinceMs = 0] = document.value.split(' ').map(Number);
    if (generation > number) {
      keptVersion += 1;
      putKept(tenant, { ...document, value: `${generation} ${now()}` });
    }
    if (generation >= number) return 'current';
    return generation === number - 1 && now() - sinceMs <= graceSeconds * 1000 ? 'superseded' : 'reused';
  };
  const feed: StateStore['feed'] = async (shard, since) => {
    if (since === null || since.epoch !== 'model' || since.mark !== markAt(since.version))
      return { kind: 'reload', position: position(), lost: since !== null };
    const later = log.slice(since.version).filter((change) => change.shard === null || change.shard === shard);
    return { kind: 'changes', position: position(), changes: later.map(({ entry }) => entry), more: false };
  };
  const policyEntries = () => [...policies].map(([tenant, policy]) => ({ tenant, policy }));
  return {
    shardsFailApart: false,
    admit: async ({ tenant, subject, limits, renewal = null }) => {
      const judged = limits.map((claim) => judge(counts.get(claim.key) ?? new Map(), claim, now()));
      const all = judged.every(({ status }) => status.admitted);
      const statuses = judged.map(({ status, grant }, index) => {
        const claim = limits[index] as StoreClaim;
        if (all) counts.set(claim.key, count(counts.get(claim.key) ?? new Map(), bucketAt(now(), claim), grant));
        return { ...status, granted: all ? grant : 0 };
      });
      const since = subject?.issuedAtSeconds ?? 0;
      const scopes: readonly RevocationScope[] =
        subject === null
          ? []
          : [
              { kind: 'session', tenant: subject.tenant, id: subject.session },
              { kind: 'user', tenant: subject.tenant, id: subject.user },
              { kind: 'tenant', tenant: subject.tenant },
              { kind: 'everyone' },
            ];
      const by = scopes.find((scope) => {
        const revocation = found(scope);
        return revocation !== null && (scope.kind === 'session' || revocation.notBefore >= since);
      });
      return {
        limits: statuses,
        renewal: renewal === null ? null : standingOf(renewal),
        revokedBy: by?.kind ?? null,
        tenantPolicy: tenant === null ? null : (policies.get(tenant) ?? null),
        countedAtMs: now(),
        position: tenant === null ? null : position(),
      };
    },
    release: async (limits, countedAtMs) => {
      for (const claim of limits) {
        const known = counts.get(claim.key);
        const bucket = bucketAt(countedAtMs, claim);
        if (known?.has(bucket)) count(known, bucket, -Math.min(known.get(bucket) ?? 0, claim.cost ?? 1));
      }
    },
    revoke,
    setTenantPolicy,
    revocations: async (tenant) =>
      listed().filter(({ scope }) => tenant === null || scope.kind === 'everyone' || scope.tenant === tenant),
    tenantPolicy: async (tenant) => policies.get(tenant) ?? null,
    tenantPolicies: async () => ({ entries: policyEntries(), next: null }),
    exportState: async () => ({
      entries: [
        ...policyEntries().map((entry): StateEntry => ({ kind: 'policy', ...entry })),
        ...listed().map((entry): StateEntry => ({ kind: 'revocation', ...entry })),
        ...liveKept()
          .filter(({ key }) => isBackedUp(key))
          .map(({ version: _, ...document }): StateEntry => ({ kind: 'kept', ...document })),
      ],
      next: null,
    }),
    importState: async (entries) => {
      for (const entry of entries) {
        const { kind: _, ...rest } = entry;
        if ('home' in rest) {
          keptVersion += 1;
          putKept(rest.home, rest);
        } else if ('scope' in rest) await revoke(rest);
        else await setTenantPolicy(rest.tenant, rest.policy);
      }
    },
    readKept: async (home, keys) => {
      checkKeptRead(home, keys);
      return keys.map((key) => keptAt(home, key));
    },
    writeKept: async (home, changes) => {
      checkKeptWrite(home, changes);
      const holds = ({ key, ifVersion }: KeptChange) =>
        ifVersion === undefined || (keptAt(home, key)?.version ?? null) === ifVersion;
      if (!changes.every(holds)) return false;
      keptVersion += 1;
      for (const change of changes) putKept(home, change);
      return true;
    },
    listKept: async (home, prefix) => {
      checkKeptPrefix(home, prefix);
      return {
        entries: liveKept()
          .filter((document) => document.home === home && document.key.startsWith(prefix))
          .map(({ home: _, ...document }) => document),
        next: null,
      };
    },
    countReports: async (day, routes) => {
      for (const { route, kinds, overflow } of routes) {
        const held = reported.get(route) ?? { kinds: [], overflow: new Map<number, number>() };
        reported.set(route, held);
        const missed = (by: number) => held.overflow.set(day, by + (held.overflow.get(day) ?? 0));
        if (overflow > 0) missed(overflow);
        for (const kind of kinds) {
          const ofDay = held.kinds.filter((each) => each.day === day);
          const known = ofDay.find((each) => kindKey(each) === kindKey(kind));
          if (known === undefined && ofDay.length >= MAX_KINDS_A_DAY) missed(kind.count);
          else {
            const stored = { ...(known ?? kind), day, count: kind.count + (known?.count ?? 0) };
            held.kinds = [...held.kinds.filter((each) => each !== known), stored];
          }
        }
      }
    },
    reports: async (today, routes) =>
      routes.flatMap((route) => {
        const held = reported.get(route);
        const isRecent = (day: number) => day <= today && day > today - REPORT_DAYS;
        const kinds = held?.kinds.filter(({ day }) => isRecent(day)) ?? [];
        const overflow = [...(held?.overflow ?? [])].reduce((sum, [day, n]) => sum + (isRecent(day) ? n : 0), 0);
        return kinds.length === 0 && overflow === 0 ? [] : [addUpDays(route, kinds, overflow)];
      }),
    feeds: async (asked) => ({
      answers: await Promise.all(asked.map(({ shard, since }) => feed(shard, since))),
      storeMs: now(),
      ageMs: 0,
    }),
    feed,
    snapshot: async (shard) => ({
      position: position(),
      entries: [
        ...policyEntries()
          .filter(({ tenant }) => shardOf(tenant) === shard)
          .map(({ tenant }): SnapshotEntry => ({ kind: 'has-policy', tenant })),
        ...listed()
          .filter(({ scope }) => scope.kind === 'everyone' || shardOf(scope.tenant) === shard)
          .map(({ scope, notBefore, expires }): SnapshotEntry => ({ kind: 'revocation', scope, notBefore, expires })),
      ],
      next: null,
    }),
  };
}
