import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RulesFigure } from './rules-figure.ts';
import { median } from './timing.ts';

const PROCESSES = 5;
const COMPILE = new URL('./compile-once.ts', import.meta.url);
const DIFF = new URL('./diff-once.ts', import.meta.url);

/** What commands do once in a process of their own: compile large rules and load them, compare two sets of rules. */
export function processFigures(): readonly RulesFigure[] {
  const compiling = runsOf<{ readonly compileMs: number; readonly loadMs: number }>(COMPILE);
  const diffMs = (kind: string): number =>
    median(runsOf<{ readonly diffMs: number }>(DIFF, kind).map((run) => run.diffMs));
  const size = '10,000 routes and 100,000 prefixes';
  const compileMs = median(compiling.map((run) => run.compileMs));
  const loadMs = median(compiling.map((run) => run.loadMs));
  return [
    { title: `${size}: compile`, value: compileMs / 1000, unit: 's', goal: 3 },
    { title: `${size}: parse the JSON, build the engine`, value: loadMs, unit: 'ms', goal: null },
    {
      title: 'exact difference of two sets of 1,000 routes of services',
      value: diffMs('services') / 1000,
      unit: 's',
      goal: 5,
    },
    {
      title: 'the same of 1,000 routes that compete at 10 levels',
      value: diffMs('competing') / 1000,
      unit: 's',
      goal: 5,
    },
  ];
}

/** What the script prints, as JSON, in each of several processes. */
function runsOf<T>(script: URL, ...args: string[]): readonly T[] {
  const file = fileURLToPath(script);
  return Array.from({ length: PROCESSES }, () => {
    return JSON.parse(execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' })) as T;
  });
}
