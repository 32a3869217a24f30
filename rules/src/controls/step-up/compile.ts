import { checkList, checkReference, type Path, type Report, valueOrProblem } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
import { AUTHENTICATION_METHODS, parseDuration } from '../../compiler/values/index.ts';
import { SECOND_FACTORS } from '../../engine/index.ts';
import type { StepUp } from './policy.ts';
import type { StepUpEntry } from './schema.ts';

const BOUNDS = { least: '10s', most: '30d' };

export function compile({ stepUp }: StepUpEntry, { report }: ControlScope, path: Path): StepUp | null {
  if (stepUp === undefined) return null;
  const at = [...path, 'stepUp'];
  const within = valueOrProblem(report, [...at, 'within'], 'invalid_quantity', parseDuration(stepUp.within, BOUNDS));
  if (stepUp.methods !== undefined) checkMethods(report, [...at, 'methods'], stepUp.methods);
  return within === null ? null : { withinSeconds: within, methods: stepUp.methods ?? [...SECOND_FACTORS] };
}

function checkMethods(report: Report, path: Path, methods: readonly string[]): void {
  checkList(report, path, methods, {
    what: 'method',
    emptyFix: 'Remove the key; then any second factor counts.',
  });
  for (const [index, method] of methods.entries())
    checkReference(report, [...path, index], method, AUTHENTICATION_METHODS, 'authentication method', 'unknown_value');
}
