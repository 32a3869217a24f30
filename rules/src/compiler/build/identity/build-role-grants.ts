import type { RoleGrant } from '../../../policy/index.ts';
import { checkList, checkReferences, type Path, type Report, valueOrProblem } from '../../problems/index.ts';
import type { ProviderEntry } from '../../shape/index.ts';
import { parseClaimName, parseClaimText } from '../../values/index.ts';
import type { Scope } from '../scope.ts';

type Entry = ProviderEntry['roles'][number];
type Match = RoleGrant['match'];

/** Compiles who gets which roles. Entries with mistakes are left out. */
export function buildRoleGrants(scope: Scope, path: Path, entries: ProviderEntry['roles']): readonly RoleGrant[] {
  const { report, declared } = scope;
  if (entries.length === 0)
    report.add(path, 'empty_list', '"roles" is an empty list.', 'Say who gets which roles; others get no session.');
  const seen = new Map<string, Path>();
  return entries.flatMap((entry, index) => {
    const place = [...path, index];
    checkReferences(report, [...place, 'grant'], entry.grant, declared.roles, {
      what: 'role',
      emptyFix: 'Name the roles, or remove the entry.',
    });
    const match = buildMatch(report, place, entry);
    if (match === null) return [];
    checkRepeated(report, place, match, seen);
    return [{ match, grant: entry.grant, at: report.sourceLine(place) }];
  });
}

function buildMatch(report: Report, path: Path, { group, claim, is, anyone }: Entry): Match | null {
  const ways = [group, claim, anyone].filter((way) => way !== undefined).length;
  if (ways !== 1) {
    const code = ways === 0 ? 'missing_key' : 'contradiction';
    const message =
      ways === 0 ? 'The entry says of no one that it grants roles.' : 'The entry names several kinds of people.';
    report.add(path, code, message, 'Write one of group: …, claim: … with is: …, and anyone: true, in each entry.');
    return null;
  }
  if (claim === undefined && is !== undefined)
    report.add([...path, 'is'], 'no_effect', '"is" says nothing without "claim".', 'Remove it.', 'key');
  if (group !== undefined) {
    valueOrProblem(report, [...path, 'group'], 'invalid_claim', parseClaimText(group));
    return { kind: 'group', group };
  }
  return claim === undefined ? { kind: 'anyone' } : buildClaim(report, path, claim, is);
}

function buildClaim(report: Report, path: Path, claim: string, is: Entry['is']): Match | null {
  valueOrProblem(report, [...path, 'claim'], 'invalid_claim', parseClaimName(claim));
  if (is === undefined) {
    report.add(
      path,
      'missing_key',
      `Nothing says which value of "${claim}" grants the roles.`,
      'Add "is" with the value, or with a list of values.',
    );
    return null;
  }
  const place = [...path, 'is'];
  if (typeof is === 'string') valueOrProblem(report, place, 'invalid_claim', parseClaimText(is));
  else {
    checkList(report, place, is, { what: 'value', emptyFix: 'List the values that grant the roles.' });
    for (const [index, value] of is.entries())
      valueOrProblem(report, [...place, index], 'invalid_claim', parseClaimText(value));
  }
  return { kind: 'claim', claim, values: typeof is === 'string' ? [is] : is };
}

/** Two entries for the same people are one: a reader who changes the first must not miss the second. */
function checkRepeated(report: Report, path: Path, match: Match, seen: Map<string, Path>): void {
  const text = JSON.stringify(match);
  const first = seen.get(text);
  if (first !== undefined)
    report.add(
      path,
      'duplicate_entry',
      `The entry is for the same people as that of line ${report.line(first)}.`,
      'Name all roles in one of the two.',
    );
  seen.set(text, first ?? path);
}
