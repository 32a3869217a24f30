import { foldHeaderName, IDENTITY_PARTS } from '../../engine/index.ts';
import type { OriginHeaders, OriginIdentity } from '../../policy/index.ts';
import { type Path, valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import { parseIdentityHeader } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Compiles the plain headers that say who asks; `null` where there are none. */
export function buildOriginIdentity(
  { report }: Scope,
  path: Path,
  entry: OriginEntry['identity'],
  headers: OriginHeaders | null,
): OriginIdentity | null {
  if (entry === undefined) return null;
  const own = [...(headers?.set ?? []).map(({ name }) => name), ...(headers?.remove ?? [])];
  const seen = new Map(own.map((name) => [foldHeaderName(name), name]));
  const read = (part: keyof OriginIdentity): string | null => {
    const text = entry[part];
    if (text === undefined) return null;
    const name = valueOrProblem(report, [...path, part], 'invalid_header', parseIdentityHeader(text));
    const folded = foldHeaderName(text);
    const first = seen.get(folded);
    if (first !== undefined)
      report.add(
        [...path, part],
        'duplicate_entry',
        `An app could read ${text} as ${first}.`,
        'Choose another name for one of the two.',
      );
    seen.set(folded, first ?? text);
    return name;
  };
  if (IDENTITY_PARTS.every((part) => entry[part] === undefined))
    report.add(path, 'no_effect', 'No header says who asks.', 'Write "user", or remove the key.', 'key');
  return { user: read('user'), tenant: read('tenant'), roles: read('roles'), session: read('session') };
}
