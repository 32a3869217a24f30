import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { rulesText, type SampleRoute } from './sample-rules.ts';

/** Compiles rules with these routes and, where given, these networks in a file. @throws on a problem */
export function compiled(routes: readonly SampleRoute[], prefixes?: readonly string[]): Policy {
  const text = rulesText(routes, prefixes !== undefined);
  const list = prefixes?.join('\n') ?? '';
  const result = compileRules({ file: 'bench.yaml', text, readFile: () => list });
  if (!result.ok) throw new Error(formatProblems(result.problems.slice(0, 5)));
  return result.policy;
}
