import { describe, expect, test } from 'vitest';
import { MAX_KINDS_A_DAY, type RouteCounts } from '../../../../worker/core/reports/index.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { HOSTILE, START } from './samples.ts';

const TODAY = Math.floor(START / 86_400_000);

function counts(route: string, blocked: readonly string[], overflow = 0): RouteCounts {
  const kinds = blocked.map((source, index) => ({
    directive: 'script-src-elem',
    disposition: 'report' as const,
    blocked: source,
    count: index + 1,
    document: `/page/${index}`,
  }));
  return { route, kinds, overflow };
}

describe.each(Object.entries(BACKENDS))('reports of browsers in %s', (_, start) => {
  const state = freshBackend(start);
  const read = (routes: readonly string[], today = TODAY) => state.store.reports(today, routes);

  test('add up over days, each kind with its first and last day and the first page', async () => {
    await state.store.countReports(TODAY - 3, [counts('app', ['inline'])]);
    await state.store.countReports(TODAY, [counts('app', ['data:', 'inline']), counts('files', ['eval'])]);
    expect(await read(['files', 'none', 'app'])).toEqual([
      {
        route: 'files',
        overflow: 0,
        kinds: [{ ...kind('eval', 1, '/page/0'), firstDay: TODAY, lastDay: TODAY }],
      },
      {
        route: 'app',
        overflow: 0,
        kinds: [
          { ...kind('inline', 3, expect.any(String)), firstDay: TODAY - 3, lastDay: TODAY },
          { ...kind('data:', 1, '/page/0'), firstDay: TODAY, lastDay: TODAY },
        ],
      },
    ]);
  });

  test('are kept for 30 days', async () => {
    await state.store.countReports(TODAY - 29, [counts('app', ['inline'], 2)]);
    expect(await read(['app'])).toMatchObject([{ kinds: [{ count: 1 }], overflow: 2 }]);
    expect(await read(['app'], TODAY + 1)).toEqual([]);
  });

  test('of more kinds than are kept apart are counted all the same, those that are known in full', async () => {
    const hosts = Array.from({ length: MAX_KINDS_A_DAY }, (_item, index) => `https://${index}.example`);
    await state.store.countReports(TODAY, [counts('app', hosts)]);
    await state.store.countReports(TODAY, [counts('app', ['https://more.example', hosts[0] ?? ''], 5)]);
    const [app] = await read(['app']);
    expect(app?.kinds.length).toBe(MAX_KINDS_A_DAY);
    expect(app?.kinds.find(({ blocked }) => blocked === hosts[0])?.count).toBe(3);
    expect(app?.overflow).toBe(6);
    await state.store.countReports(TODAY + 1, [counts('app', ['https://more.example'])]);
    expect((await read(['app'], TODAY + 1))[0]?.kinds.length).toBe(MAX_KINDS_A_DAY + 1);
  });

  test('are kept as they are, and routes never meet', async () => {
    for (const text of HOSTILE) await state.store.countReports(TODAY, [counts(text, [text, 'own'])]);
    const found = await read(HOSTILE);
    expect(found.map(({ route }) => route)).toEqual(HOSTILE);
    for (const [index, text] of HOSTILE.entries())
      expect(new Set(found[index]?.kinds.map(({ blocked }) => blocked))).toEqual(new Set([text, 'own']));
  });

  test('nothing to count is nothing', async () => {
    await state.store.countReports(TODAY, []);
    await state.store.countReports(TODAY, [{ route: 'app', kinds: [], overflow: 0 }]);
    expect(await read(['app'])).toEqual([]);
    expect(await read([])).toEqual([]);
  });
});

function kind(blocked: string, count: number, document: unknown) {
  return { directive: 'script-src-elem', disposition: 'report', blocked, count, document };
}
