import {
  type AccessDifference,
  type Cell,
  type Diff,
  dimensionTitle,
  type TreatmentDifference,
} from '@portcullis/rules/analysis';
import type { SourceLine } from '@portcullis/rules/policy';
import { explainCommand } from '../requests/explain-command.ts';
import { counted } from './format-groups.ts';

/** More than so many entries of one list are counted, not shown; `--json` has them all. */
const MOST_SHOWN = 8;
const PREFLIGHT = 'preflight of ';

/** What each part of the report is called, and one and several of its entries; the riskiest come first. */
const PARTS = {
  opened: ['OPENED', 'opening', 'openings'],
  loosened: ['LOOSENED', 'loosening', 'loosenings'],
  closed: ['CLOSED', 'closing', 'closings'],
  tightened: ['TIGHTENED', 'tightening', 'tightenings'],
  neutral: ['NEUTRAL', 'neutral change', 'neutral changes'],
} as const satisfies Readonly<Record<keyof Diff, readonly [title: string, one: string, many: string]>>;
const CLASSES = Object.keys(PARTS) as readonly (keyof Diff)[];

/** The report: what is opened and loosened first. */
export function formatDiff(diff: Diff): string {
  if (isEmptyDiff(diff)) return 'No difference.';
  const entries = CLASSES.flatMap((each) => {
    const [title] = PARTS[each];
    return diff[each].map((entry) => ('part' in entry ? formatTreatment(title, entry) : formatAccess(title, entry)));
  });
  return [`${countClasses(diff, CLASSES)}.`, ...entries].join('\n\n');
}

/** `2 openings, 1 loosening`. */
export function countClasses(diff: Diff, classes: readonly (keyof Diff)[]): string {
  return classes
    .map((each) => {
      const [, one, many] = PARTS[each];
      return counted(diff[each].length, one, many);
    })
    .join(', ');
}

/** Whether the two versions are the same. */
export function isEmptyDiff(diff: Diff): boolean {
  return CLASSES.every((each) => diff[each].length === 0);
}

function formatAccess(title: string, entry: AccessDifference): string {
  const isRoute = entry.dimension === 'route';
  const what = `${dimensionTitle(entry.dimension)} ${isRoute ? routeWords(entry) : shorten(entry.what)}`;
  return [
    `${title}  ${what}`,
    ...(isRoute ? [`  access  ${entry.what.join(', ')}`] : [`  route   ${routeWords(entry)}`]),
    ...accessLines(entry),
    lines(entry),
    `  e.g.    ${explainCommand(entry.witness.request, entry.witness.session)}`,
  ].join('\n');
}

/** Cells that have all but their methods and paths in common stand together. */
function accessLines({ dimension, cells }: AccessDifference): readonly string[] {
  const alike = Map.groupBy(cells, ({ who, hosts, sites, also }) => JSON.stringify([who, hosts, sites, also]));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { who, hosts, sites, also } = first;
    return [
      ...cellLines({ cells: group }),
      ...(dimension === 'who' ? [] : [`  for     ${shorten(who)}`]),
      ...(dimension === 'hosts' ? [] : [`  at      ${shorten(hosts)}`]),
      ...(sites === null ? [] : [`  from    ${shorten(sites)}`]),
      ...(also.length === 0 ? [] : [`  also    ${shorten(also)}`]),
    ];
  });
}

function formatTreatment(title: string, entry: TreatmentDifference): string {
  return [
    `${title}  ${entry.part}: ${change(entry)}`,
    ...(entry.routes.length === 0 ? [] : [`  route   ${routeWords(entry)}`]),
    ...treatmentLines(entry),
    ...(entry.oldLine === null && entry.newLine === null ? [] : [lines(entry)]),
    ...(entry.witness === null ? [] : [`  e.g.    ${explainCommand(entry.witness.request, entry.witness.session)}`]),
  ].join('\n');
}

/** Where the rules distinguish hosts, they stand below the paths that they share. */
function treatmentLines({ cells }: TreatmentDifference): readonly string[] {
  const alike = Map.groupBy(cells, ({ hosts }) => hosts?.join() ?? '');
  return [...alike.values()].flatMap((group) => {
    const hosts = group[0]?.hosts ?? null;
    return [...cellLines({ cells: group }), ...(hosts === null ? [] : [`  at      ${shorten(hosts)}`])];
  });
}

/** Of values with several lines, those that differ. */
function change({ old, new: next }: TreatmentDifference): string {
  const [before, after] = [old.split('\n'), next.split('\n')];
  if (before.length === 1 && after.length === 1) return `${old} → ${next}`;
  const gone = before.filter((line) => !after.includes(line)).map((line) => `\n  - ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `\n  + ${line}`);
  return gone.length + come.length === 0 ? 'another order' : [...gone, ...come].join('');
}

function routeWords({ routes }: { readonly routes: AccessDifference['routes'] }): string {
  return shorten(
    routes.map((pair) => {
      if (pair.old === null || pair.new === null) return pair.old ?? pair.new ?? '';
      return pair.old === pair.new ? pair.old : `${pair.old} → ${pair.new}`;
    }),
  );
}

function cellLines({ cells }: { readonly cells: readonly Cell[] }): readonly string[] {
  return cells.map(({ methods, paths }) => `  path    ${methodWords(methods)} ${shorten(paths)}`);
}

function methodWords(methods: readonly string[]): string {
  const asked = methods.filter((method) => method.startsWith(PREFLIGHT));
  const plain = methods.filter((method) => !asked.includes(method));
  const asking = asked.map((method) => method.slice(PREFLIGHT.length));
  if (asked.length > 0 && plain.join() === asking.join()) return `${plain.join(', ')} and their preflights`;
  return [
    ...plain,
    ...(asked.length > 0 ? [`${asked.length > 1 ? 'preflights' : 'preflight'} of ${asking.join(', ')}`] : []),
  ].join(', ');
}

function lines({
  oldLine,
  newLine,
}: {
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
}): string {
  return `  line    ${oldLine ?? 'none'} → ${newLine ?? 'none'}`;
}

function shorten(words: readonly string[]): string {
  const shown = words.slice(0, MOST_SHOWN).join(', ');
  return words.length > MOST_SHOWN ? `${shown} and ${words.length - MOST_SHOWN} more` : shown;
}
