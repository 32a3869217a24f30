import { foldHeaderName } from '../../engine/index.ts';
import type { OriginHeader, OriginHeaders } from '../../policy/index.ts';
import { heldSecrets } from '../checks/index.ts';
import { checkList, type Path, valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import {
  FIELD_NAME,
  GATEWAY_SECRETS,
  parseBindingName,
  parseOriginHeader,
  parseOriginHeaderValue,
} from '../values/index.ts';
import type { Scope } from './scope.ts';

type Value = NonNullable<NonNullable<OriginEntry['headers']>['set']>[string];

/** Compiles the request headers of the rules' own; `null` where there are none. */
export function buildOriginHeaders(scope: Scope, path: Path, entry: OriginEntry['headers']): OriginHeaders | null {
  if (entry === undefined) return null;
  const { report } = scope;
  const { set = {}, remove } = entry;
  const seen = new Map<string, string>();
  const read = (place: Path, text: string, part: 'key' | 'value'): string | null => {
    const name = parseOriginHeader(text);
    if (!name.ok)
      report.add(place, FIELD_NAME.test(text) ? 'reserved_name' : 'invalid_name', name.message, name.fix, part);
    const folded = foldHeaderName(text);
    const first = seen.get(folded);
    if (first !== undefined)
      report.add(place, 'duplicate_entry', `An app could read ${text} as ${first}.`, 'Remove one of the two.', part);
    seen.set(folded, first ?? text);
    return name.ok ? name.value : null;
  };
  const sets = Object.entries(set).flatMap(([text, value]) => {
    const place = [...path, 'set', text];
    const name = read(place, text, 'key');
    const header = name === null ? null : buildHeader(scope, place, name, value);
    return header === null ? [] : [header];
  });
  if (remove !== undefined)
    checkList(report, [...path, 'remove'], remove, { what: 'header', emptyFix: 'Remove the key.' });
  const removes = (remove ?? []).flatMap((text, index) => read([...path, 'remove', index], text, 'value') ?? []);
  if (Object.keys(set).length === 0 && remove === undefined)
    report.add(path, 'no_effect', 'No header is set or removed.', 'Write "set" or "remove", or remove the key.', 'key');
  return { set: sets, remove: removes };
}

function buildHeader(scope: Scope, path: Path, name: string, value: Value): OriginHeader | null {
  const { report, rules } = scope;
  if (typeof value === 'string') {
    const text = valueOrProblem(report, path, 'invalid_header', parseOriginHeaderValue(name, value));
    return text === null ? null : { name, value: text };
  }
  const place = [...path, 'secret'];
  const secret = valueOrProblem(report, place, 'invalid_name', parseBindingName(value.secret));
  if (secret === null) return null;
  const holder = heldSecrets(rules).find((each) => each.name === secret)?.holder;
  if (holder === undefined && !GATEWAY_SECRETS.has(secret)) return { name, secret };
  report.add(
    place,
    'shared_secret',
    holder === undefined ? `"${secret}" is the gateway's own secret.` : `"${secret}" is the secret of ${holder}.`,
    'Give what the app expects in this header a secret of its own, such as APP_CREDENTIALS.',
  );
  return null;
}
