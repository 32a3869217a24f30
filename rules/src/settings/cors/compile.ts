import { checkList, type Path, type Report, valueOrProblem } from '../../compiler/problems/index.ts';
import { isPossible, parseCorsHeader, parseCorsOrigin, parseDuration } from '../../compiler/values/index.ts';
import type { Access } from '../../policy/index.ts';
import type { SettingScope } from '../scope.ts';
import type { CorsRule, CorsSetting } from './policy.ts';
import type { CorsEntry } from './schema.ts';

/** Browsers keep an answer for a day at most. */
const MAX_AGE_BOUNDS = { least: '1s', most: '1d' };
const DEFAULT_MAX_AGE = '10m';

export function compile({ cors }: CorsEntry, { report, path, access }: SettingScope): CorsSetting {
  return { cors: cors === undefined ? null : compileRule(report, [...path, 'cors'], cors, access) };
}

/** Counts only if no problem was reported. */
function compileRule(
  report: Report,
  path: Path,
  entry: NonNullable<CorsEntry['cors']>,
  access: Access | null,
): CorsRule {
  const credentials = entry.credentials ?? false;
  if (entry.origins === 'any') checkAny(report, path, credentials);
  else checkOrigins(report, [...path, 'origins'], entry.origins);
  if (access?.kind === 'roles' && !credentials) {
    report.add(
      path,
      'lock_out',
      'Calls from other origins would come without a session, and the route needs one.',
      'Add "credentials: true" and name the origins, or remove "cors".',
      'key',
    );
  }
  const maxAge = valueOrProblem(
    report,
    [...path, 'maxAge'],
    'invalid_quantity',
    parseDuration(entry.maxAge ?? DEFAULT_MAX_AGE, MAX_AGE_BOUNDS),
  );
  return {
    origins: entry.origins,
    credentials,
    headers: compileNames(report, [...path, 'headers'], entry.headers, 'set'),
    expose: compileNames(report, [...path, 'expose'], entry.expose, 'read'),
    maxAgeSeconds: maxAge ?? 0,
  };
}

function checkAny(report: Report, path: Path, credentials: boolean): void {
  if (!credentials) return;
  report.add(
    [...path, 'credentials'],
    'unsafe_cors',
    'Every site could call with the session of its visitor.',
    'List the origins that may, or remove "credentials".',
    'key',
  );
}

function checkOrigins(report: Report, path: Path, origins: readonly string[]): void {
  checkList(report, path, origins, { what: 'origin', emptyFix: 'List the origins, or remove "cors".' });
  for (const [index, text] of origins.entries())
    valueOrProblem(report, [...path, index], 'invalid_origin', parseCorsOrigin(text));
}

function compileNames(
  report: Report,
  path: Path,
  entries: readonly string[] | undefined,
  use: 'set' | 'read',
): readonly string[] {
  if (entries === undefined) return [];
  const names = entries.map((text, index) => {
    const name = valueOrProblem(report, [...path, index], 'invalid_name', parseCorsHeader(text));
    if (name !== null && !isPossible(name, use)) {
      const message =
        use === 'set' ? `Pages cannot set the header "${text}".` : `Pages cannot read the header "${text}".`;
      report.add([...path, index], 'no_effect', message, 'Remove it.');
    }
    return name ?? text;
  });
  checkList(report, path, names, { what: 'header', emptyFix: 'List the headers, or remove the key.' });
  return names.toSorted();
}
