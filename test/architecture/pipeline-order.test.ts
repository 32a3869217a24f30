import { CLOSING_STEPS, isBefore, STEPS } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { documentedSteps, namedSteps, statesOrder, withoutOwnPart } from './pipeline-order.ts';
import { readProjectFile, readSources } from './sources.ts';

const pipeline = readProjectFile('worker/pipeline/pipeline.ts');
const steps = [...STEPS, ...CLOSING_STEPS];

test('the steps run in the one order that the design knows', () => {
  expect(steps).toEqual([
    'ingress',
    'route',
    'address',
    'session',
    'admit',
    'tenant',
    'authorize',
    'sign',
    'forward',
    'respond',
    'audit',
  ]);
});

test('the README names them in this order, and the page of the steps explains them in it', () => {
  expect(namedSteps(readProjectFile('README.md'))).toEqual(steps);
  expect(documentedSteps(readProjectFile('docs/requests.md'))).toEqual(steps);
});

test('each step is a file of its name, or what the rules decide in it', () => {
  expect(withoutOwnPart(pipeline, steps)).toEqual([]);
});

test('gateway and tools take the steps from the one list', () => {
  expect(pipeline).toContain(' = STEPS.map((step) => checks[step]);');
  const closed = [...pipeline.matchAll(/\bclosings\.([a-z]+)\(/g)].map(([, step]) => step);
  expect(closed).toEqual(CLOSING_STEPS);
  for (const file of ['rules/src/engine/decide.ts', 'rules/src/analysis/explain/trace.ts'])
    expect(readProjectFile(file)).toContain('for (const step of STEPS)');
  const stated = [...readSources()].filter(([, source]) => statesOrder(source, steps)).map(([file]) => file);
  expect(stated).toEqual(['rules/src/engine/order.ts']);
});

test('the list says what comes before a step', () => {
  expect(STEPS.filter((step) => isBefore(step, 'session'))).toEqual(['ingress', 'route', 'address']);
});

describe('it notices', () => {
  const readme = (list: string) => `text \`ingress\`\n<!-- pipeline -->\n${list}\n<!-- /pipeline -->\n1. \`audit\`\n`;

  test('a page without the list, with another order, or with a step too few', () => {
    expect(documentedSteps('1. `ingress`')).toEqual([]);
    expect(documentedSteps(readme('1. `route`: `x`\n2. `ingress`'))).toEqual(['route', 'ingress']);
    expect(
      documentedSteps(readme('| step | what |\n|---|---|\n| `ingress` | uses `x` |\n| 2 | `route` | y |')),
    ).toEqual(['ingress', 'route']);
  });

  test('a source that states the order by itself, and no mention of two steps', () => {
    expect(statesOrder("const UNCOUNTED = new Set(['ingress', 'route', 'address']);", steps)).toBe(true);
    expect(statesOrder("type Early = 'route' | 'address' | 'session';", steps)).toBe(true);
    expect(statesOrder("isBefore(step, 'session') || step === 'admit'", steps)).toBe(false);
  });

  test('a step from a file of another name, or decided as another step', () => {
    expect(withoutOwnPart("import { sign } from './forward.ts';", ['sign'])).toEqual(['sign']);
    expect(withoutOwnPart("route: byRules('address'),", ['route'])).toEqual(['route']);
    expect(withoutOwnPart("route: byRules('route'),", ['route'])).toEqual([]);
  });
});
