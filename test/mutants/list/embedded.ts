import type { Mutant } from '../mutant.ts';

const EMBEDDED = {
  file: 'worker/state/embedded/tables/held-revocations.ts',
  tests: ['test/worker/state/conformance/revocations.test.ts', 'test/worker/state/embedded/held.test.ts'],
} as const;
const HELD = { tests: ['test/worker/state/embedded/held.test.ts'] } as const;
const ADMIT_TEXT = {
  file: 'worker/state/embedded/admit-text.ts',
  tests: ['test/worker/state/embedded/admit-text.test.ts'],
} as const;
const FEEDS = {
  file: 'worker/state/embedded/sharded-feeds.ts',
  tests: ['test/worker/state/embedded/feeds-in-any-order.test.ts', 'test/worker/state/embedded/sharded-feeds.test.ts'],
} as const;

/** The Durable Objects: what they hold in memory is what they have written. */
export const EMBEDDED_STATE: readonly Mutant[] = [
  {
    ...EMBEDDED,
    id: 'embedded: sessions whose clock runs ahead',
    find: "((kind = 'session' AND tenant = ? AND id = ?)\n     OR (not_before >= ? AND (",
    replace: "((kind = 'session' AND tenant = ? AND id = ? AND not_before >= 1e12)\n     OR (not_before >= ? AND (",
  },
  {
    ...EMBEDDED,
    id: 'embedded: users',
    find: "(kind = 'user' AND tenant = ? AND id = ?)",
    replace: "(kind = 'nobody' AND tenant = ? AND id = ?)",
  },
  {
    ...EMBEDDED,
    id: 'embedded: tenants',
    find: "(kind = 'tenant' AND tenant = ? AND id = '')",
    replace: "(kind = 'nobody' AND tenant = ? AND id = '')",
  },
  { ...EMBEDDED, id: 'embedded: everyone', find: "OR (kind = 'everyone' AND tenant = '' AND id = '')", replace: '' },
  {
    ...EMBEDDED,
    id: 'held: tenants',
    find: "if (notBefore({ kind: 'tenant', tenant }) >= issuedAtSeconds) return 'tenant';",
    replace: '',
  },
  {
    ...EMBEDDED,
    id: 'held: revocations that were merged',
    find: "if (typeof this.#held === 'object' && !this.#hold(this.#held, key, times)) this.#held = 'too many';",
    replace: '',
  },
  {
    ...EMBEDDED,
    id: 'held: revocations that were swept',
    find: 'for (const key of swept) this.#release(this.#held, key);',
    replace: 'void swept;',
  },
  {
    ...EMBEDDED,
    id: 'held: a part of the revocations as if it were all',
    find: "this.#held = fits ? held : 'too many';",
    replace: 'this.#held = held;',
  },
  {
    ...HELD,
    file: 'worker/state/embedded/tables/held-limits.ts',
    id: 'held: windows that were swept',
    find: 'for (const { key } of swept) this.#held.delete(key);',
    replace: '',
  },
  {
    ...HELD,
    file: 'worker/state/embedded/tables/held-limits.ts',
    id: 'held: windows as they were before',
    find: 'this.#held.set(key, row);\n  }',
    replace: '}',
  },
  {
    ...HELD,
    file: 'worker/state/embedded/tables/tables.ts',
    id: 'held: what a failed write had changed',
    find: 'table.forget();',
    replace: 'void table;',
  },
  {
    ...ADMIT_TEXT,
    id: 'embedded: an answer about another session',
    find: 'if (isOfAnother) throw reader.odd();',
    replace: 'void isOfAnother;',
  },
  {
    ...EMBEDDED,
    id: 'embedded: revoked again makes it weaker',
    find: 'not_before = max(not_before, excluded.not_before)',
    replace: 'not_before = min(not_before, excluded.not_before)',
  },
  {
    ...FEEDS,
    id: 'board: what it has counted since',
    find: 'standText(board.id, count)',
    replace: 'standText(board.id, 0)',
  },
  {
    ...FEEDS,
    id: 'board: one that was restarted',
    find: 'standText(board.id, count)',
    replace: "standText('', count)",
  },
  {
    file: 'worker/core/time/shared-runs.ts',
    tests: ['test/worker/core/time/shared-runs.test.ts', 'test/worker/state/embedded/announcer.test.ts'],
    id: 'board: a change after the call that it waits for',
    find: 'if (this.#running === null) return this.#start();',
    replace: 'if (this.#running !== null) return this.#running;\n    else return this.#start();',
  },
  {
    ...HELD,
    tests: ['test/worker/state/embedded/counted-and-lost.test.ts'],
    file: 'worker/state/embedded/tables/held-limits.ts',
    id: 'held: a count that was lost before it was written',
    find: 'if (this.#isOpen) this.#lost += 1;',
    replace: '',
  },
  {
    tests: ['test/worker/state/embedded/counted-at-once.test.ts'],
    file: 'worker/state/embedded/gate-state.ts',
    id: 'held: an answer before its count is on disk',
    find: 'await this.#commits.join();',
    replace: 'void this.#commits.join().catch(() => undefined);',
  },
];
