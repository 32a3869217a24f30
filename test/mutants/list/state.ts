import type { Mutant } from '../mutant.ts';

const LOCAL = 'worker/state/replica';
const REPLICATED = {
  file: `${LOCAL}/replicated-state.ts`,
  tests: [
    'test/worker/state/replica/replicated-state.test.ts',
    'test/worker/state/replica/late-answers.test.ts',
    'test/worker/state/replica/shard-clocks.test.ts',
  ],
} as const;
const PLAN = {
  file: `${LOCAL}/plan.ts`,
  tests: [...REPLICATED.tests, 'test/worker/state/replica/plan.test.ts'],
} as const;
const SHARD = {
  file: `${LOCAL}/shard-replica.ts`,
  tests: [
    'test/worker/state/replica/shard-replica.test.ts',
    'test/worker/state/replica/replicated-state.test.ts',
    'test/worker/state/replica/long-lives.test.ts',
    'test/worker/state/replica/late-answers.test.ts',
  ],
} as const;
const POLICIES = {
  file: `${LOCAL}/policies/tenant-policies.ts`,
  tests: ['test/worker/state/replica/tenant-policies.test.ts'],
} as const;
const WIDE = {
  file: `${LOCAL}/known-revocations.ts`,
  tests: ['test/worker/state/replica/replicated-state.test.ts', 'test/worker/state/replica/long-lives.test.ts'],
} as const;
const WINDOW = { file: 'worker/state/limit-window.ts', tests: ['test/worker/state/limit-window.test.ts'] } as const;
const LEASES = { file: `${LOCAL}/leases.ts`, tests: ['test/worker/state/replica/leases.test.ts'] } as const;
const SCRIPT = {
  file: 'worker/state/redis/admit-script.ts',
  tests: ['test/worker/state/conformance/revocations.test.ts', 'test/worker/state/conformance/limits.test.ts'],
} as const;
const ODD_REPLIES = { tests: ['test/worker/state/redis/odd-replies.test.ts'] } as const;
const READER = { file: 'worker/state/flat-reader.ts', ...ODD_REPLIES } as const;
const REPLY = { file: 'worker/state/redis/reply.ts', ...ODD_REPLIES } as const;

/** What was revoked stays revoked, and no limit lets more through than its quota. */
export const STATE: readonly Mutant[] = [
  { ...PLAN, id: 'replica: of any age', find: 'return isFresh(copy, steadyMs) && (', replace: 'return (' },
  {
    ...PLAN,
    id: 'replica: behind what the session has seen',
    find: '(seen === null || hasSeen(copy.position, seen) || copy.isGone(seen))',
    replace: '(seen === seen)',
  },
  {
    ...PLAN,
    id: 'replica: stale beyond what the route takes',
    find: 'isWithin(copy, BOUND_MS + staleMs, now.steadyMs) ?',
    replace: 'staleMs > 0 ?',
  },
  {
    ...PLAN,
    id: 'replica: stale on strict routes',
    find: ' || strict || question.record !== null) return UNAVAILABLE;',
    replace: ' || question.record !== null) return UNAVAILABLE;',
  },
  {
    ...REPLICATED,
    id: 'replica: own revocations known later',
    file: 'worker/state/replica/replicas.ts',
    tests: ['test/worker/state/replica/relayed.test.ts'],
    find: 'replica.noteWritten(entry);\n        replica.outdate();',
    replace: 'replica.noteWritten(entry);',
  },
  {
    ...PLAN,
    id: 'replica: strict routes judged by it',
    find: 'const verdict = strict ? null : judgedBy(',
    replace: 'const verdict = judgedBy(',
  },
  {
    file: `${LOCAL}/suspicion.ts`,
    tests: ['test/worker/state/replica/plan.test.ts'],
    id: 'replica: a store that has lost its state',
    find: "if (suspicion === 'none') return null;",
    replace: "if (suspicion === 'none' || suspicion === 'lost') return null;",
  },
  {
    ...POLICIES,
    file: `${LOCAL}/plan.ts`,
    id: 'tenant policy: one that is not held is none',
    find: 'if (tenantPolicy === undefined) return null;',
    replace: '',
  },
  {
    ...POLICIES,
    id: 'tenant policy: an answer that the feed has overtaken',
    file: `${LOCAL}/shard-replica.ts`,
    find: "if (standingOf(this.#contents.position, position) !== 'behind')",
    replace: '',
  },
  {
    ...POLICIES,
    id: 'tenant policy: a change of one that is held',
    find: 'if (memory.find(owned, tenant) !== undefined) memory.hold(owned, tenant, policy);',
    replace: '',
  },
  {
    ...POLICIES,
    id: 'tenant policy: one that is new',
    find: 'change: (tenant, policy) => {\n      if (policy !== null) mark(tenant);',
    replace: 'change: (tenant, policy) => {',
  },
  {
    ...SHARD,
    file: `${LOCAL}/read-shard.ts`,
    tests: ['test/worker/state/replica/fallen-back.test.ts'],
    id: 'replica: what was revoked in a lost state',
    find: 'carryOver(contents, before, held, isOther, nowSeconds);',
    replace: '',
  },
  {
    file: 'worker/core/time/steady-clock.ts',
    tests: ['test/worker/state/replica/clock-steps.test.ts'],
    id: 'replica: fresh since its clock was set back',
    find: 'last += UNKNOWN_MS;',
    replace: 'return raw;',
  },
  {
    ...SHARD,
    id: 'replica: a refresh that began before a change',
    find: 'if (own > this.#outdatedAt) this.#asOfMs',
    replace: 'this.#asOfMs',
  },
  {
    ...SHARD,
    id: 'replica: an answer that comes after a newer one',
    find: 'if (own < this.#ended) return;',
    replace: '',
  },
  {
    ...WIDE,
    id: 'revocation: of a tenant, for nobody',
    find: "if (ends(wide, { kind: 'tenant', tenant })) return 'tenant';",
    replace: '',
  },
  {
    ...WIDE,
    id: 'revocation: of everyone, for nobody',
    find: "return ends(wide, { kind: 'everyone' }) ? 'everyone' : null;",
    replace: 'return null;',
  },
  {
    ...WIDE,
    id: 'revocation: of the same second',
    find: '?? Number.NEGATIVE_INFINITY) >= issuedAtSeconds',
    replace: '?? Number.NEGATIVE_INFINITY) > issuedAtSeconds',
  },

  {
    ...SCRIPT,
    id: 'redis: users, tenants and everyone',
    find: 'REVOKED_BY.length} do',
    replace: 'REVOKED_BY.length - 3} do',
  },
  {
    ...SCRIPT,
    id: 'redis: sessions whose clock runs ahead',
    find: '(i == 1 or tonumber(notBefore)',
    replace: '(tonumber(notBefore)',
  },
  {
    ...SCRIPT,
    id: 'redis: one more than the quota',
    find: 'if limit.left > 0 then',
    replace: 'if limit.left >= 0 then',
  },
  { ...READER, id: 'redis: a reply with more at its end', find: 'if (this.hasMore()) throw this.odd();', replace: '' },
  { ...REPLY, id: 'redis: a reply to another question', find: 'if (items[0] !== name) throw odd(1);', replace: '' },
  {
    ...READER,
    id: 'redis: neither yes nor no',
    find: 'if (number !== 0 && number !== 1) throw this.odd();',
    replace: '',
  },

  {
    ...WINDOW,
    id: 'limit: one more than the quota',
    find: 'if (used < quota.quota)',
    replace: 'if (used <= quota.quota)',
  },
  {
    ...WINDOW,
    id: 'limit: forgotten a part too early',
    find: 'bucketAt(nowMs, quota) - BUCKETS;',
    replace: 'bucketAt(nowMs, quota) - BUCKETS + 1;',
  },
  { ...WINDOW, id: 'limit: a clock that stepped back', find: 'last[0] >= bucket', replace: 'last[0] === bucket' },
  {
    ...LEASES,
    id: 'limit: slices spent after their time',
    find: 'slice !== undefined && now() < slice.untilMs ?',
    replace: 'slice !== undefined ?',
  },
  {
    ...LEASES,
    id: 'limit: slices that came too late',
    find: 'if (now() >= untilMs) return',
    replace: 'if (false) return',
  },
  {
    file: `${LOCAL}/refused-keys.ts`,
    tests: ['test/worker/state/replica/refused-keys.test.ts'],
    id: 'limit: told to come back too early',
    find: 'latestMs: now() + resetMs',
    replace: 'latestMs: askedMs + resetMs',
  },
];
