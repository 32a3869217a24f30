import { compileRulesFile, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { CommandError } from '../io.ts';

/** Where a project keeps its rules. */
export const DEFAULT_RULES_FILE = 'rules/gateway.yaml';

/** Compiles the rules in `file`, or ends the command with the problems. */
export function loadPolicy(file: string): Policy {
  const result = compileRulesFile(file);
  if (result.ok) return result.policy;
  throw new CommandError(1, `${formatProblems(result.problems)}\n${countProblems(result.problems.length)}`);
}

/** `1 problem`, `2 problems`. */
export function countProblems(count: number): string {
  return count === 1 ? '1 problem.' : `${count} problems.`;
}
