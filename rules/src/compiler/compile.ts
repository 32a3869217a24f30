import type { Policy } from '../policy/index.ts';
import { buildPolicy } from './build/index.ts';
import type { Problem } from './problems/index.ts';
import { declaredNames } from './scope/index.ts';
import { checkShape } from './shape/index.ts';
import { readSource } from './source/index.ts';

export interface CompileInput {
  /** Name of the file in problems and source lines, e.g. `rules/gateway.yaml`. */
  readonly file: string;
  readonly text: string;
  /** Reads a file beside the rules, as bytes or, where it is UTF-8, as text; throws an error whose message says why not. Absent: there is none. */
  readonly readFile?: (relativePath: string) => Uint8Array | string;
}

/** A policy, or every problem that was found, by position. */
export type CompileResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles rules. The same text gives the same policy, byte for byte. Does no I/O of its own, and never throws on bad text. */
export function compileRules(input: CompileInput): CompileResult {
  const source = readSource(input.file, input.text);
  if (!source.ok) return source;
  const { raw, report } = source;
  const failed = (): CompileResult => ({ ok: false, problems: report.problems() });
  const shaped = checkShape(raw, report);
  if (shaped === null) return failed();
  const readFile = input.readFile ?? refuseFiles;
  const policy = buildPolicy({ rules: shaped.rules, report, declared: declaredNames(raw), readFile }, shaped.routes);
  return report.problems().length > 0 ? failed() : { ok: true, policy };
}

function refuseFiles(): never {
  throw new Error('there are no files beside these rules');
}
