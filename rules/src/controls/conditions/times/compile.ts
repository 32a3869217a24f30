import { checkList, type Path, type Report, valueOrProblem } from '../../../compiler/problems/index.ts';
import type { ControlScope } from '../../../compiler/scope/index.ts';
import { parseMoment } from '../../../compiler/values/index.ts';
import { MINUTES_A_WEEK } from './decide.ts';
import type { TimesCondition } from './policy.ts';
import type { TimesEntry } from './schema.ts';
import { joinTimes, parseTimes } from './window.ts';

export const unstated: TimesCondition = { times: null, fromSeconds: null, untilSeconds: null };

export function compile({ times, from, until }: TimesEntry, { report }: ControlScope, path: Path): TimesCondition {
  const fromSeconds = compileMoment(report, [...path, 'from'], from);
  const untilSeconds = compileMoment(report, [...path, 'until'], until);
  if (fromSeconds !== null && untilSeconds !== null && fromSeconds >= untilSeconds)
    report.add([...path, 'until'], 'lock_out', 'The route closes before it opens.', 'Let "until" come after "from".');
  return {
    times: times === undefined ? null : compileWindows(report, [...path, 'times'], times),
    fromSeconds,
    untilSeconds,
  };
}

function compileMoment(report: Report, path: Path, text: string | undefined): number | null {
  return text === undefined ? null : valueOrProblem(report, path, 'invalid_time', parseMoment(text));
}

function compileWindows(report: Report, path: Path, times: readonly string[]): readonly number[] {
  checkList(report, path, times, { what: 'window', emptyFix: 'List the windows, or remove the key.' });
  const windows = times.flatMap(
    (text, index) => valueOrProblem(report, [...path, index], 'invalid_time', parseTimes(text)) ?? [],
  );
  const joined = joinTimes(windows);
  if (joined[0] === 0 && joined[1] === MINUTES_A_WEEK)
    report.add(path, 'no_effect', 'The windows together are the whole week.', 'Remove the key, or narrow a window.');
  return joined;
}
