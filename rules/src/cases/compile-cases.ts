import type { Asker } from '../analysis/explain/index.ts';
import { type Problem, readSource, reportShape } from '../compiler/index.ts';
import type { Engine } from '../engine/index.ts';
import { buildSessions } from './build-asker.ts';
import { buildCase } from './build-case.ts';
import { casesSchema } from './schema.ts';
import type { TestCase } from './test-case.ts';

/** Cases ready to run, or every problem that was found, by position. */
export type CasesResult =
  | { readonly ok: true; readonly cases: readonly TestCase[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a file of cases for the rules of `engine`. Never throws on bad text.
 * @param file name of the file in problems and source lines
 */
export function compileCases(file: string, text: string, engine: Engine): CasesResult {
  const source = readSource(file, text);
  if (!source.ok) return source;
  const { raw, report } = source;
  const shaped = casesSchema.safeParse(raw);
  if (!shaped.success) {
    reportShape(casesSchema, shaped.error, raw, report);
    return { ok: false, problems: report.problems() };
  }
  const { sessions = {}, defaults = {}, cases } = shaped.data;
  if (cases.length === 0) report.add(['cases'], 'empty_list', '"cases" is an empty list.', 'Write at least one case.');
  const named: ReadonlyMap<string, Asker | null> = buildSessions(report, sessions, engine);
  const built = cases.flatMap((entry, index) =>
    buildCase({ report, engine, named, defaults }, ['cases', index], entry),
  );
  const problems = report.problems();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, cases: built };
}
