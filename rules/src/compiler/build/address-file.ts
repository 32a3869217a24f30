import { type Prefix, parsePrefix } from '../../engine/address/index.ts';
import type { Path } from '../problems/index.ts';
import { createProblem } from '../problems/index.ts';
import { checkText, describePrefixProblem } from '../values/index.ts';
import { readTextBeside } from './file-beside.ts';
import type { Scope } from './scope.ts';

/** Reads a file of one address or network a line; `#` starts a comment. Problems stand at their line in that file. */
export function readAddressFile(scope: Scope, path: Path, relativePath: string): readonly Prefix[] {
  const { report } = scope;
  const text = readTextBeside(scope, path, relativePath);
  if (text === null) return [];
  const file = fileBeside(report.file, relativePath);
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const problem of checkText(file, text)) report.addProblem(problem);
  return lines.flatMap((line, index) => {
    const entry = line.replace(/#.*/s, '').trim();
    if (entry === '') return [];
    const prefix = parsePrefix(entry);
    if (!('problem' in prefix)) return [prefix];
    const { code, message, fix } = describePrefixProblem(entry, prefix.problem);
    const position = { line: index + 1, column: line.indexOf(entry) + 1 };
    report.addProblem(createProblem({ file, position, lines }, code, message, fix));
    return [];
  });
}

function fileBeside(rulesFile: string, relativePath: string): string {
  const slash = rulesFile.lastIndexOf('/');
  return slash === -1 ? relativePath : `${rulesFile.slice(0, slash + 1)}${relativePath}`;
}
