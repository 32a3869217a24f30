import { decisionSteps } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { actualSteps, documentedSteps, namedSteps, withoutFile } from './pipeline-order.ts';
import { readProjectFile, readSources } from './sources.ts';

const pipeline = readProjectFile('worker/pipeline/pipeline.ts');
const steps = actualSteps(pipeline);

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

test('each step is a file of its name', () => {
  const files = readSources(['worker/pipeline/*.ts']);
  expect(steps.filter((step) => !files.has(`worker/pipeline/${step}.ts`))).toEqual([]);
  expect(withoutFile(pipeline, steps)).toEqual([]);
});

test('the tools ask the rules in the same order as the gateway', () => {
  const decided = Object.keys(decisionSteps);
  expect(decided.length).toBe(7);
  expect(steps.filter((step) => decided.includes(step))).toEqual(decided);
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

  test('another order, or a step that is left out, in the pipeline', () => {
    const source =
      'export const checks: readonly Check[] = [\n  route,\n  ingress,\n];\nexport const closings: readonly Closing[] = [audit];';
    expect(actualSteps(source)).toEqual(['route', 'ingress', 'audit']);
    expect(actualSteps('')).toEqual([]);
  });

  test('a step from a file of another name', () => {
    expect(withoutFile("import { sign } from './forward.ts';", ['sign'])).toEqual(['sign']);
  });
});
