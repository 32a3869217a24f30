import { readFileSync } from 'node:fs';
import { compileRulesFile } from '@portcullis/rules/compiler';
import { createEngine } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { explain } from '../../../rules/src/analysis/explain/index.ts';
import { explainCommand } from '../../../rules/src/cases/explain-command.ts';
import { compileCases } from '../../../rules/src/cases/index.ts';
import { runCli } from '../../cli/run-cli.ts';
import { words } from '../../docs/console-blocks.ts';

const RULES = 'rules/gateway.yaml';
const compiled = compileRulesFile(RULES);
if (!compiled.ok) throw new Error('the shipped rules do not compile');
const engine = createEngine(compiled.policy, { development: false });
const file = compileCases('rules/gateway.test.yaml', readFileSync('rules/gateway.test.yaml', 'utf8'), engine);
const cases = file.ok ? file.cases : [];

test('the command that a failure names says the same of every shipped case', async () => {
  expect(cases.length).toBeGreaterThan(100);
  for (const { question, title } of cases) {
    const [, , ...args] = words(explainCommand(RULES, question));
    const { out } = await runCli([...args, '--json']);
    expect(JSON.parse(out), title).toEqual(JSON.parse(JSON.stringify(explain(engine, question))));
  }
});
