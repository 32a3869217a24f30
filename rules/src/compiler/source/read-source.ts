import type { Problem } from '../problems/index.ts';
import { createReport, type Report } from '../problems/index.ts';
import { checkText, checkYamlBounds } from '../values/index.ts';
import { parseYaml } from './read-yaml.ts';
import { refuseFeatures } from './refuse-features.ts';
import { locate } from './yaml-source.ts';

/** YAML as plain data with the report on it, or every problem that keeps it from being read. */
export type SourceResult =
  | { readonly ok: true; readonly raw: unknown; readonly report: Report }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads YAML text without any feature that lets it mean something else than it shows. Never throws on bad text. */
export function readSource(file: string, text: string): SourceResult {
  for (const check of [checkText, checkYamlBounds]) {
    const problems = check(file, text);
    if (problems.length > 0) return { ok: false, problems };
  }
  const report = createReport(file, text);
  const source = parseYaml(text, report);
  if (source === null) return { ok: false, problems: report.problems() };
  report.useLocator((path, part) => locate(source, path, part));
  refuseFeatures(source, report);
  if (report.problems().length > 0) return { ok: false, problems: report.problems() };
  return { ok: true, raw: source.document.toJS({ maxAliasCount: 0 }), report };
}
