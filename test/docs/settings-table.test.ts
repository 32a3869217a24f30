import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingDocs } from '../../rules/src/settings/index.ts';
import { markdownTable } from '../support/markdown-table.ts';

const PAGE = 'docs/rules.md';
/** The table of a route's keys. */
const TABLE = /(?<=^## Routes\n\n)\|[\s\S]*?(?=\n\n)/m;
/** Keys that are no settings: which requests the route is about, and who may pass. */
const FIRST_KEYS = ['`id`', '`path`', '`methods`', '`access`'];

test('the page has every setting of a route (UPDATE_DOCS=1 writes them)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const table = TABLE.exec(page)?.[0] ?? '';
  const [head = [], , ...rows] = table.split('\n').map(cellsOf);
  const first = rows.slice(0, FIRST_KEYS.length);
  expect(first.map(([key]) => key)).toEqual(FIRST_KEYS);
  const settings = settingDocs.map(([setting, { what, unstated }]) => [`\`${setting}\``, what, unstated]);
  const current = page.replace(TABLE, markdownTable([head, ...first, ...settings]));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, current);
  expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
});

function cellsOf(row: string): readonly string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
