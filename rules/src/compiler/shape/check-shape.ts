import type { z } from 'zod';
import { fileSettingsSchema } from '../../settings/index.ts';
import type { Path, Report } from '../problems/index.ts';
import { closest, placeName, suggestFix, valueAt } from '../problems/index.ts';
import { exampleOf } from './examples.ts';
import { knownKeysAt } from './known-keys.ts';
import { type PlacedRoute, placeRoutes } from './placed-route.ts';
import { type RulesFile, rulesSchema } from './schema.ts';
import { isRouteGroup } from './schema-route.ts';

type Issue = z.core.$ZodIssue;

/** Rules of the right shape. Entries with mistakes of shape are left out, so that the others can still be checked. */
export interface ShapedRules {
  readonly rules: RulesFile;
  /** The routes in the order of the file, those of groups among them. */
  readonly routes: readonly PlacedRoute[];
  /** Whether entries were left out. */
  readonly isWhole: boolean;
}

const NAMED_SECTIONS = ['limits', 'origins', 'addresses', 'identity', 'issuers'];
const ENTRY_SECTIONS = new Set<unknown>(['routes', ...NAMED_SECTIONS]);
/** Sections in whose place something that no other rule objects to can stand while the rest is checked. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  clientAddress: 'cloudflare',
  session: undefined,
  tenantIdentity: undefined,
  tokens: undefined,
  state: undefined,
  ...Object.fromEntries(Object.keys(fileSettingsSchema).map((key) => [key, undefined])),
  deny: undefined,
  pages: undefined,
  development: undefined,
};
const KIND_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: 'true or false',
  number: 'a number',
};

/** Checks keys and types. `null` where too much is wrong to look further. */
export function checkShape(raw: unknown, report: Report): ShapedRules | null {
  const first = rulesSchema.safeParse(raw);
  if (first.success) return { rules: first.data, routes: placeRoutes(first.data.routes, isIntact), isWhole: true };
  return withoutBrokenEntries(raw, reportShape(rulesSchema, first.error, raw, report), report);
}

/** Adds a problem for each mistake of shape, and returns the mistakes, each in the alternative that was meant. */
export function reportShape(
  schema: z.ZodType,
  error: z.core.$ZodError,
  raw: unknown,
  report: Report,
): readonly Issue[] {
  const issues = error.issues.flatMap((issue) => flatten(issue, [], raw));
  for (const issue of issues) reportIssue(issue, raw, report, schema);
  return issues;
}

/** Of a union, only the alternative that the value was meant to be says something useful. */
function flatten(issue: Issue, base: Path, raw: unknown): Issue[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code !== 'invalid_union') return [{ ...issue, path }];
  const alternatives = issue.errors;
  const isRootMiss = (inner: Issue): boolean => inner.path.length === 0 && inner.code !== 'unrecognized_keys';
  const meant = isRouteEntry(path)
    ? alternatives[isRouteGroup(valueAt(raw, path)) ? 1 : 0]
    : alternatives.find((inner) => !inner.some(isRootMiss));
  if (meant !== undefined) return meant.flatMap((inner) => flatten(inner, path, raw));
  const literal = alternatives.flat().find((inner) => inner.code === 'invalid_value');
  const isMisspelt = literal !== undefined && suggestion(valueAt(raw, path), literal.values) !== null;
  return isMisspelt
    ? [{ ...literal, path }]
    : [{ code: 'custom', path, message: kindsOf(issue), input: valueAt(raw, path) }];
}

function reportIssue(issue: Issue, raw: unknown, report: Report, schema: z.ZodType): void {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeysAt(schema, path);
    for (const key of issue.keys) {
      const fix = known.includes(key) ? fixElsewhere(path, raw) : suggestFix(key, known, 'Remove it.');
      report.add([...path, key], 'unknown_key', `${placeName(path, raw)} cannot have the key "${key}".`, fix, 'key');
    }
    return;
  }
  const value = valueAt(raw, path);
  const label = labelOf(path);
  const expected = expectedOf(issue);
  if (path.length === 0) {
    const found = value === null ? 'is empty' : `must be a map, not ${kindOfValue(value)}`;
    report.add(
      path,
      'wrong_type',
      `The file ${found}.`,
      'Start with "version: 1" and the other keys below each other.',
    );
  } else if (value === undefined) {
    report.add(
      path,
      'missing_key',
      `${placeName(path.slice(0, -1), raw)} has no ${label}.`,
      `Add ${label}: ${expected}.`,
    );
  } else if (value === null) {
    report.add(path, 'wrong_type', `${label} is empty.`, `Write ${expected}, or remove the key.`);
  } else if (issue.code === 'invalid_value') {
    const match = suggestion(value, issue.values);
    const shown = typeof value === 'object' ? kindOfValue(value) : JSON.stringify(value);
    report.add(
      path,
      'unknown_value',
      `${label} cannot be ${shown}.`,
      match === null ? `Write ${expected}.` : `Did you mean "${match}"?`,
    );
  } else {
    report.add(
      path,
      'wrong_type',
      `${label} must be ${kindsOf(issue)}, not ${kindOfValue(value)}.`,
      `Write ${expected}.${quoteHint(expected, value)}`,
    );
  }
}

function suggestion(value: unknown, allowed: readonly unknown[]): string | null {
  if (typeof value !== 'string') return null;
  return closest(
    value,
    allowed.filter((entry): entry is string => typeof entry === 'string'),
  );
}

function labelOf(path: Path): string {
  const name = path.at(-1);
  return typeof name === 'number' ? `Entry ${name + 1} of "${String(path.at(-2))}"` : `"${name}"`;
}

/** What to write, as an example where one says more than the type. */
function expectedOf(issue: Issue): string {
  return exampleOf(issue.path as Path) ?? kindsOf(issue);
}

function kindsOf(issue: Issue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_type') return KIND_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return alternatives(issue.values.map((value) => JSON.stringify(value)));
  return issue.code === 'invalid_union' ? alternatives(issue.errors.flat().map(kindsOf)) : 'another value';
}

/** `a, b or c`. */
function alternatives(words: readonly string[]): string {
  const all = words.flatMap((word) => word.split(/, | or /));
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string'
    ? 'text'
    : `${typeof value === 'number' ? 'the number' : 'the value'} ${String(value)}`;
}

function quoteHint(expected: string, value: unknown): string {
  return expected === 'text' && typeof value !== 'object' ? ` Put it in quotes: "${String(value)}".` : '';
}

/**
 * Mistakes of `version`, `gateway`, `hosts`, `roles` and whole sections of entries make every later finding doubtful.
 * Other sections are replaced. An entry whose only mistake is a key too many is looked at without that key; one with others
 * is left out.
 */
function withoutBrokenEntries(raw: unknown, issues: readonly Issue[], report: Report): ShapedRules | null {
  const ofSections = issues.filter((issue) => Object.hasOwn(STAND_INS, String(issue.path[0])));
  const ofEntries = issues.filter((issue) => ENTRY_SECTIONS.has(issue.path[0]) && issue.path.length >= 2);
  if (ofSections.length + ofEntries.length < issues.length) return null;
  const rules = structuredClone(raw) as Record<string, Record<string | number, unknown>>;
  for (const section of new Set(ofSections.map(({ path }) => String(path[0])))) {
    const standIn = STAND_INS[section];
    if (standIn === undefined) delete rules[section];
    else Object.assign(rules, { [section]: standIn });
  }
  const broken = new Set<string>();
  for (const issue of ofEntries) {
    const entry = entryPath(issue.path as Path);
    if (issue.code !== 'unrecognized_keys') broken.add(JSON.stringify(entry));
    else {
      for (const key of issue.keys) Reflect.deleteProperty(valueAt(rules, issue.path as Path) as object, key);
      report.setAside(entry);
    }
  }
  const isBroken = (...path: Path): boolean => broken.has(JSON.stringify(path));
  for (const section of NAMED_SECTIONS) {
    for (const key of Object.keys(rules[section] ?? {})) if (isBroken(section, key)) delete rules[section]?.[key];
  }
  const second = rulesSchema.safeParse({ ...rules, routes: [] });
  if (!second.success) return null;
  const entries = rules['routes'] as unknown as RulesFile['routes'];
  return { rules: second.data, routes: placeRoutes(entries, (path) => !isBroken(...path)), isWhole: false };
}

function isIntact(): boolean {
  return true;
}

/** What to do about a key that another kind of entry has at this place. */
function fixElsewhere(path: Path, raw: unknown): string {
  return isRouteEntry(path) && isRouteGroup(valueAt(raw, path)) ? 'Write it at each route of the group.' : 'Remove it.';
}

function isRouteEntry([section, index, ...more]: Path): boolean {
  return section === 'routes' && typeof index === 'number' && more.length === 0;
}

/** The entry that a path leads into: the innermost that can be left out without the others. */
function entryPath(path: Path): Path {
  const isInGroup = path[0] === 'routes' && path[2] === 'routes' && typeof path[3] === 'number';
  return path.slice(0, isInGroup ? 4 : 2);
}
