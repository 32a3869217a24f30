import type { AccessDifference, Diff, TreatmentDifference } from '../analysis/diff/index.ts';
import type { SourceLine } from '../policy/index.ts';
import { explainCommand } from './explain-command.ts';
import { counted } from './format-groups.ts';

/** More than so many entries of one list are counted, not shown; `--json` has them all. */
const MOST_SHOWN = 8;
const PREFLIGHT = 'preflight of ';

const TITLES: Readonly<Record<AccessDifference['dimension'], string>> = {
  route: 'route',
  who: 'who',
  sites: 'requests from',
  pages: 'answers readable by',
  hosts: 'hosts',
  addresses: 'addresses',
  tls: 'connections',
  countries: 'countries',
  asns: 'networks',
  times: 'times',
  actAs: 'sessions with',
  authenticationAge: 'sessions that',
  authenticationMethods: 'authentication by',
  requestHeaders: 'request headers',
};

/** The report: openings first, then closings, then changes. */
export function formatDiff({ opened, closed, changed }: Diff): string {
  if (opened.length + closed.length + changed.length === 0) return 'No difference.';
  const sum = [
    counted(opened.length, 'opening'),
    counted(closed.length, 'closing'),
    counted(changed.length, 'change'),
  ].join(', ');
  return [
    `${sum}.`,
    ...opened.map((entry) => formatAccess('OPENED', entry)),
    ...closed.map((entry) => formatAccess('CLOSED', entry)),
    ...changed.map(formatTreatment),
  ].join('\n\n');
}

function formatAccess(title: string, entry: AccessDifference): string {
  const also = entry.also.length === 0 ? '' : `; with it: ${shorten(entry.also)}`;
  const isRoute = entry.dimension === 'route';
  const what = `${TITLES[entry.dimension]} ${isRoute ? routeWords(entry) : shorten(entry.what)}${also}`;
  return [
    `${title}  ${what}`,
    ...(isRoute ? [`  access  ${entry.what.join(', ')}`] : [`  route   ${routeWords(entry)}`]),
    ...cellLines(entry),
    ...(entry.dimension === 'who' ? [] : [`  for     ${shorten(entry.who)}`]),
    ...(entry.dimension === 'hosts' ? [] : [`  at      ${shorten(entry.hosts)}`]),
    lines(entry),
    `  e.g.    ${explainCommand(entry.witness.request, entry.witness.session)}`,
  ].join('\n');
}

function formatTreatment(entry: TreatmentDifference): string {
  return [
    `CHANGED  ${entry.part}: ${change(entry)}`,
    ...(entry.routes.length === 0 ? [] : [`  route   ${routeWords(entry)}`]),
    ...cellLines(entry),
    ...(entry.oldLine === null && entry.newLine === null ? [] : [lines(entry)]),
    ...(entry.witness === null ? [] : [`  e.g.    ${explainCommand(entry.witness.request, entry.witness.session)}`]),
  ].join('\n');
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

function cellLines({ cells }: { readonly cells: AccessDifference['cells'] }): readonly string[] {
  return cells.map(({ methods, paths }) => `  path    ${methodWords(methods)} ${shorten(paths)}`);
}

function methodWords(methods: readonly string[]): string {
  const asked = methods.filter((method) => method.startsWith(PREFLIGHT));
  const plain = methods.filter((method) => !asked.includes(method));
  const isEach = asked.length > 0 && plain.join() === asked.map((method) => method.slice(PREFLIGHT.length)).join();
  return isEach ? `${plain.join(', ')} and their preflights` : methods.join(', ');
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
