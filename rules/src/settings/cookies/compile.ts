import { checkList, type Path, type Report } from '../../compiler/problems/index.ts';
import type { FileScope } from '../file-defaults.ts';
import type { SettingScope } from '../scope.ts';
import {
  type CookieNames,
  type CookiePrefix,
  type CookieRule,
  type CookiesSetting,
  DEFAULT_COOKIES,
} from './policy.ts';
import { ANY_COOKIE_NAME, COOKIE_NAME, type CookiesEntry, type FileCookiesEntry, HOST_COOKIE_NAME } from './schema.ts';

type Stated = NonNullable<CookiesEntry['cookies']>;
type StatedPrefix = NonNullable<NonNullable<FileCookiesEntry['cookies']>['prefix']>;

/** What the file says once for all routes. */
export function compileFile({ cookies: stated }: FileCookiesEntry, { report }: FileScope): CookiesSetting {
  if (stated === undefined) return { cookies: DEFAULT_COOKIES };
  const prefixes = compilePrefixes(report, ['cookies', 'prefix'], stated.prefix ?? {});
  return { cookies: { ...adjust(report, ['cookies'], stated, DEFAULT_COOKIES), prefixes } };
}

/** A route, or a group of them, starts from what the file says. */
export function compileRoute(
  { cookies: stated }: CookiesEntry,
  { report, path, defaults }: Pick<SettingScope, 'report' | 'path' | 'defaults'>,
): CookiesSetting {
  if (stated === undefined) return defaults.cookies;
  return { cookies: adjust(report, [...path, 'cookies'], stated, defaults.cookies.cookies) };
}

function adjust(report: Report, path: Path, stated: Stated, others: CookieRule): CookieRule {
  const { domain, httpOnly, sameSite, partitioned } = stated;
  return {
    domain: domain ?? others.domain,
    httpOnly: httpOnly === undefined ? others.httpOnly : compileNames(report, [...path, 'httpOnly'], httpOnly),
    sameSite: sameSite ?? others.sameSite,
    partitioned: partitioned ?? others.partitioned,
    prefixes: others.prefixes,
  };
}

function compileNames(report: Report, path: Path, stated: NonNullable<Stated['httpOnly']>): CookieNames {
  if (stated === 'all') return { kind: 'allBut', names: [] };
  if (stated === 'origin') return DEFAULT_COOKIES.httpOnly;
  const isExcept = 'except' in stated;
  const [names, at] = isExcept ? [stated.except, [...path, 'except']] : [stated, path];
  checkList(report, at, names, {
    what: 'cookie',
    emptyFix: isExcept ? 'Write "httpOnly: all".' : 'List the cookies, or remove the key.',
  });
  for (const [index, name] of names.entries()) checkName(report, [...at, index], name, ANY_COOKIE_NAME);
  return { kind: isExcept ? 'allBut' : 'only', names: names.toSorted() };
}

function compilePrefixes(report: Report, path: Path, stated: StatedPrefix): readonly CookiePrefix[] {
  const found: CookiePrefix[] = [];
  for (const [key, prefix] of [
    ['host', '__Host-'],
    ['secure', '__Secure-'],
  ] as const) {
    const names = stated[key];
    if (names === undefined) continue;
    checkList(report, [...path, key], names, { what: 'cookie', emptyFix: 'List the cookies, or remove the key.' });
    for (const [index, name] of names.entries()) {
      const at = [...path, key, index];
      if (!checkName(report, at, name, COOKIE_NAME)) continue;
      checkPrefixed(report, at, { name, prefix }, found);
      found.push({ name, prefix });
    }
  }
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function checkName(report: Report, path: Path, name: string, pattern: RegExp): boolean {
  if (pattern.test(name)) return true;
  report.add(
    path,
    'invalid_name',
    `"${name}" is not the name of a cookie here.`,
    "Write the app's own name for it: letters, digits and !#$%&'*+-.^_`|~, at most 64, without a prefix.",
  );
  return false;
}

function checkPrefixed(
  report: Report,
  path: Path,
  { name, prefix }: CookiePrefix,
  others: readonly CookiePrefix[],
): void {
  // The gateway takes out of a request what is spelt like its own cookie.
  if (prefix === '__Host-' && !HOST_COOKIE_NAME.test(name)) {
    report.add(
      path,
      'reserved_name',
      `"${prefix}${name}" reads like the cookie of the gateway.`,
      'Let the app use another name, or write it under "secure".',
    );
  }
  if (others.some((other) => other.name === name && other.prefix !== prefix))
    report.add(path, 'duplicate_entry', `The cookie "${name}" stands under both prefixes.`, 'Remove one of the two.');
  const twin = others.find((other) => other.name !== name && foldName(other.name) === foldName(name));
  if (twin === undefined) return;
  report.add(
    path,
    'contradiction',
    `Apps may take "${name}" and "${twin.name}" for one cookie.`,
    'Keep one of the two.',
  );
}

/** As apps read names that ignore case, or make variables of them. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll('.', '_');
}
