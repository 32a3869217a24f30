import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { type Diff, diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { compileRules } from '../../../../rules/src/compiler/index.ts';
import type { Policy } from '../../../../rules/src/policy/index.ts';
import { markdownTable } from '../../../support/markdown-table.ts';
import { BASE, type Classes, KEY_ORDERS, type KeyOrder } from './key-orders/index.ts';
import { keysOfSchema } from './language-keys.ts';

const PAGE = 'docs/orders.md';
const TOLD: Readonly<Record<KeyOrder['told'], string>> = {
  access: 'opened, closed',
  order: 'loosened, tightened',
  both: 'either',
  neither: 'neutral',
};

/** The base rules with another value at a place such as `routes.0.body`. */
function policyWith(place: string, value: unknown): Policy {
  const rules: unknown = structuredClone(BASE);
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  const target = steps.reduce((node, step) => (node as Record<string, unknown>)[step], rules) as Record<
    string,
    unknown
  >;
  if (value !== undefined) target[last] = value;
  else if (Array.isArray(target)) target.splice(Number(last), 1);
  else delete target[last];
  const result = compileRules({
    file: 'rules.yaml',
    text: JSON.stringify(rules, null, 1),
    readFile: (name) => (name.endsWith('.svg') ? svg(name) : '198.51.100.0/24\n'),
  });
  if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
  return result.policy;
}

function svg(name: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg"><title>${name}</title></svg>`;
}

function classesOf(diff: Diff): Classes {
  const order: Classes = ['opened', 'closed', 'loosened', 'tightened', 'neutral'];
  return order.filter((each) => diff[each].length > 0);
}

describe('the order of every key', () => {
  for (const [key, { cases }] of Object.entries(KEY_ORDERS)) {
    it.each(cases)(`${key}: %s, %j → %j`, (place, old, next, there, back) => {
      const [before, after] = [policyWith(place, old), policyWith(place, next)];
      expect(classesOf(diffPolicies(before, after))).toEqual(there);
      expect(classesOf(diffPolicies(after, before))).toEqual(back);
    });
  }

  it('is stated for each key that the schema knows, and shown by a case', () => {
    const schema: unknown = JSON.parse(readFileSync('rules/schema.json', 'utf8'));
    expect(Object.keys(KEY_ORDERS).toSorted()).toEqual(keysOfSchema(schema).toSorted());
    const untried = Object.entries(KEY_ORDERS).filter(([, { cases }]) => cases.length === 0);
    expect(untried.map(([key]) => key)).toEqual(['version']);
  });
});

test('the page has the table (UPDATE_DOCS=1 writes it)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const rows = Object.entries(KEY_ORDERS).map(([key, { told, looser }]) => [`\`${key}\``, TOLD[told], looser]);
  const table = markdownTable([['key', 'reported as', 'looser, or what is compared'], ...rows]);
  const current = page.replace(/^\| key [\s\S]*?(?=\n\n|\n$)/m, table);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, current);
  expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
  expect(current).toContain(table);
});
