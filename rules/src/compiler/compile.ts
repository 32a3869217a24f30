import type { Policy } from '../policy/index.ts';
import { buildPolicy } from './build-policy.ts';
import { checkShape } from './check-shape.ts';
import type { Problem } from './problem.ts';
import { parseYaml } from './read-yaml.ts';
import { refuseFeatures } from './refuse-features.ts';
import { createReport } from './report.ts';
import { declaredNames } from './scope.ts';
import { checkText, checkYamlBounds } from './text.ts';
import { locate } from './yaml-source.ts';

export interface CompileInput {
  /** Name of the file in problems and source lines, e.g. `rules/gateway.yaml`. */
  readonly file: string;
  readonly text: string;
  /** Reads a file beside the rules; throws an error whose message says why not. Absent: there is none. */
  readonly readFile?: (relativePath: string) => string;
}

/** A policy, or every problem that was found, by position. */
export type CompileResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles rules. The same text gives the same policy, byte for byte. Does no I/O of its own, and never throws on bad text. */
export function compileRules(input: CompileInput): CompileResult {
  for (const check of [checkText, checkYamlBounds]) {
    const problems = check(input.file, input.text);
    if (problems.length > 0) return { ok: false, problems };
  }
  const report = createReport(input.file, input.text);
  const failed = (): CompileResult => ({ ok: false, problems: report.problems() });

  const source = parseYaml(input.text, report);
  if (source === null) return failed();
  report.useLocator((path, part) => locate(source, path, part));
  refuseFeatures(source, report);
  if (report.problems().length > 0) return failed();

  const raw: unknown = source.document.toJS({ maxAliasCount: 0 });
  const shaped = checkShape(raw, report);
  if (shaped === null) return failed();
  const readFile = input.readFile ?? refuseFiles;
  const policy = buildPolicy(
    { rules: shaped.rules, report, declared: declaredNames(raw), readFile },
    shaped.routeIndexes,
  );
  return report.problems().length > 0 ? failed() : { ok: true, policy };
}

function refuseFiles(): never {
  throw new Error('there are no files beside these rules');
}
