import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONDITION_MODULES } from '../../rules/src/controls/conditions/registry.ts';
import { ACCESS_CONTROLS, CONTROL_MODULES } from '../../rules/src/controls/registry.ts';
import { CONTROLS } from '../../rules/src/policy/index.ts';
import { settingDocs } from '../../rules/src/settings/index.ts';
import { markdownTable } from '../support/markdown-table.ts';

const PAGE = 'docs/rules.md';

/** The table of a route's keys. */
const ROUTE_TABLE = /(?<=^## Routes\n\n)\|[\s\S]*?(?=\n\n)/m;
/** Keys that are no settings: which requests the route is about, and who may pass. */
const FIRST_KEYS = ['`id`', '`host`', '`path`', '`methods`', '`access`'];

/** Tables that the modules of controls and conditions write, by the paragraph that introduces each. */
const TABLES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '`access` is `public`,': [
    ['key', 'what', 'default'],
    ...Object.entries(ACCESS_CONTROLS).map(([key, { documentation }]) => [
      `\`${key}\``,
      documentation.what,
      documentation.default,
    ]),
    [
      '`credentials`',
      'what visitors may show: `session`, the cookie, and `token`, that of a [machine](#tokens)',
      '`[session]`',
    ],
  ],
  'and any of these conditions,': [
    ['key', 'what'],
    ...CONDITION_MODULES.flatMap(({ documentation }) => Object.entries(documentation)).map(([key, what]) => [
      `\`${key}\``,
      what,
    ]),
  ],
  '`mode: observe` records': [
    ['control', 'what passes although it would be refused'],
    ...CONTROLS.map((control) => [`\`${control}\``, CONTROL_MODULES[control].documentation.observed]),
  ],
};

test.each(Object.entries(TABLES))('the page has the table after "%s" (UPDATE_DOCS=1 writes it)', (start, rows) => {
  const page = readFileSync(PAGE, 'utf8');
  const table = markdownTable(rows);
  const from = page.indexOf('\n|', page.indexOf(start)) + 1;
  const current = page.slice(0, from) + table + page.slice(page.indexOf('\n\n', from));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, current);
  expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
});

test('the page has every setting of a route (UPDATE_DOCS=1 writes them)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const table = ROUTE_TABLE.exec(page)?.[0] ?? '';
  const [head = [], , ...rows] = table.split('\n').map(cellsOf);
  const first = rows.slice(0, FIRST_KEYS.length);
  expect(first.map(([key]) => key)).toEqual(FIRST_KEYS);
  const settings = settingDocs.map(([setting, { what, unstated }]) => [`\`${setting}\``, what, unstated]);
  const current = page.replace(ROUTE_TABLE, markdownTable([head, ...first, ...settings]));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, current);
  expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
});

function cellsOf(row: string): readonly string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
