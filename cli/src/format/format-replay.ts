import type {
  Change,
  LoggableFact,
  ObservedResult,
  ReplayResult,
  RequestGroup,
  Treatment,
  Visitors,
} from '@portcullis/rules/analysis';
import { counted, formatGroups } from './format-groups.ts';

/** What a report needs besides the result. */
export interface ReplayContext {
  /** Every role of the rules. */
  readonly roles: readonly string[];
  /** Most groups that are listed in each part. */
  readonly top: number;
}

const FACT_NAMES: Readonly<Record<LoggableFact, string>> = {
  address: 'the address',
  country: 'the country',
  asn: 'the autonomous system',
  tls: 'the TLS version',
  time: 'the time',
};

/** The result of a replay for a terminal. */
export function formatReplay(result: ReplayResult, { roles, top }: ReplayContext): string {
  const { groups } = result;
  const changes = result.changes ?? [];
  const refused = groups.filter(({ outcome }) => outcome === 'refused');
  const why = (group: Treatment): string => whyNobody(group, roles);
  const whom = (group: Treatment): string => forWhom(group, roles);
  const change = (group: Change): string => fromTo(group, roles);
  const of = (outcome: Treatment['outcome']): readonly (Treatment & RequestGroup)[] =>
    groups.filter((group) => group.outcome === outcome);
  const changed = (kind: Change['kind']): readonly (Change & RequestGroup)[] =>
    changes.filter((group) => group.kind === kind);
  return [
    summary(result),
    formatGroups('Opened', changed('opened'), top, change),
    formatGroups('Closed', changed('closed'), top, change),
    formatGroups(
      'Refused for everyone, though it worked',
      refused.filter(({ worked }) => worked > 0),
      top,
      why,
    ),
    formatGroups(
      'Refused for everyone, and failed or redirected before',
      refused.filter(({ worked }) => worked === 0),
      top,
      why,
    ),
    formatGroups('Passes only while a control is observed', of('observed'), top, why),
    // Of two sets of rules, the question is what changes.
    ...(result.changes === null
      ? [
          formatGroups('Needs a session', of('roles'), top, whom),
          formatGroups('Open to anyone', of('anyone'), top, whom),
        ]
      : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What observed controls would have refused, by rule, for a terminal. */
export function formatObserved({ events, requests, otherLines, groups }: ObservedResult, top: number): string {
  const other = otherLines === 0 ? '' : ` ${counted(otherLines, 'other line')}.`;
  return [
    `${counted(events, 'audit event')}, ${requests} of them with a refusal that was only observed.${other}`,
    ...[...new Set(groups.map(({ rule }) => rule))].map((rule) => {
      const ofRule = groups.filter((group) => group.rule === rule);
      return formatGroups(rule, ofRule, top, ({ reason, route }) => `${reason}, route "${route}"`);
    }),
  ].join('\n\n');
}

function summary({
  requests,
  nothing,
  elsewhere,
  unreadable,
  outcomes,
  broken,
  assumed,
  changes,
}: ReplayResult): string {
  const rows: readonly [string, number, string][] = [
    ['open to anyone', outcomes.anyone, ''],
    ['needs a session', outcomes.roles, ''],
    ['passes only while a control is observed', outcomes.observed, ''],
    ['refused for everyone', outcomes.refused, broken === 0 ? '' : `, ${broken} of them worked`],
  ];
  const digits = String(requests).length;
  return [
    `${counted(requests, 'request')}:`,
    ...rows
      .filter(([name, count]) => count > 0 || name === 'refused for everyone')
      .map(([name, count, note]) => `  ${String(count).padStart(digits)}  ${name}${note}`),
    ...(changes === null ? [] : [comparison(changes)]),
    ...Object.entries(assumed).map(
      ([thing, count]) =>
        `The log lacks ${FACT_NAMES[thing as LoggableFact]}, which the rules check, in ${counted(count, 'request')}: assumed to pass.`,
    ),
    ...(nothing === 0 ? [] : [`${counted(nothing, 'entry', 'entries')} without a request.`]),
    ...(elsewhere.count === 0
      ? []
      : [
          `${counted(elsewhere.count, 'request')} to hosts that the rules do not name, skipped: ${elsewhere.hosts.join(', ')}.`,
        ]),
    ...(unreadable.count === 0 ? [] : [`${counted(unreadable.count, 'entry', 'entries')} cannot be read:`]),
    ...unreadable.first.map(({ place, problem }) => `  ${place}  ${problem}`),
  ].join('\n');
}

function comparison(changes: readonly (Change & RequestGroup)[]): string {
  const sum = (kind: Change['kind']): number =>
    changes.reduce((total, change) => total + (change.kind === kind ? change.count : 0), 0);
  return `Compared with the other rules: ${sum('opened')} opened, ${sum('closed')} closed.`;
}

function whyNobody({ reason, rule, passing }: Treatment, roles: readonly string[]): string {
  const now = isNobody(passing) ? '' : `; for now open to ${named(passing, roles)}`;
  return `${reason ?? 'refused'}  (${rule ?? 'no rule'})${now}`;
}

function forWhom({ enforced, passing, rule }: Treatment, roles: readonly string[]): string {
  const open = named(enforced, roles);
  const now = named(passing, roles);
  return `${open}  (${rule ?? 'no rule'})${now === open ? '' : `; for now ${now}`}`;
}

function fromTo({ before, after, ruleBefore, ruleAfter }: Change, roles: readonly string[]): string {
  return `${named(before, roles)} -> ${named(after, roles)}  (${ruleBefore ?? 'no rule'} -> ${ruleAfter ?? 'no rule'})`;
}

function isNobody({ everyone, roles }: Visitors): boolean {
  return !everyone && roles.length === 0;
}

function named(visitors: Visitors, allRoles: readonly string[]): string {
  if (visitors.everyone) return 'anyone';
  if (isNobody(visitors)) return 'nobody';
  return allRoles.every((role) => visitors.roles.includes(role)) ? 'any role' : visitors.roles.join(', ');
}
