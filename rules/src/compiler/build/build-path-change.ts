import type { PathChange } from '../../policy/index.ts';
import { type Path, valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import { parseLiteralPath } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Compiles how an origin's paths change; `null` where they do not. */
export function buildPathChange({ report }: Scope, path: Path, entry: OriginEntry['path']): PathChange | null {
  if (entry === undefined) return null;
  const readPart = (key: 'strip' | 'add'): string | null => {
    const text = entry[key];
    return text === undefined ? '' : valueOrProblem(report, [...path, key], 'invalid_path', parseLiteralPath(text));
  };
  const [strip, add] = [readPart('strip'), readPart('add')];
  if (strip === null || add === null) return null;
  if (strip !== add) return { strip, add };
  report.add(
    path,
    'no_effect',
    strip === '' ? 'Nothing is stripped, and nothing is added.' : 'What is stripped is added again.',
    'Write "strip" for what the app does not know of the path, "add" for what only the app knows, or remove the key.',
    'key',
  );
  return null;
}
