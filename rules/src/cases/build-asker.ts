import type { Asker } from '../analysis/explain/index.ts';
import { checkReference, type Path, parseDuration, type Report, valueOrProblem } from '../compiler/index.ts';
import { countedRoles, type Engine, isTenantId } from '../engine/index.ts';
import type { SessionEntry } from './schema.ts';

const AGE_BOUNDS = { least: '1s', most: '30d' };
/** Who can ask without a session being named for it. */
export const ALWAYS_KNOWN: ReadonlyMap<string, Asker> = new Map([
  ['nobody', 'nobody'],
  ['bad-cookie', 'bad cookie'],
]);

/** The named sessions of a file, with those that are always there; `null` for one with a mistake. */
export function buildSessions(
  report: Report,
  sessions: Readonly<Record<string, SessionEntry>>,
  engine: Engine,
): ReadonlyMap<string, Asker | null> {
  const named = new Map<string, Asker | null>(ALWAYS_KNOWN);
  for (const [name, entry] of Object.entries(sessions)) {
    const path = ['sessions', name];
    if (ALWAYS_KNOWN.has(name))
      report.add(path, 'reserved_name', `"${name}" always stands for the same.`, 'Choose another name.', 'key');
    named.set(name, buildAsker(report, path, entry, engine));
  }
  return named;
}

/** One session; `null` where it has a mistake. */
export function buildAsker(report: Report, path: Path, entry: SessionEntry, engine: Engine): Asker | null {
  const { tenant, roles, user = 'user-1', amr = ['pwd'], actAs = null, host = null, token } = entry;
  for (const [index, role] of roles.entries())
    checkRole(report, [...path, 'roles', index], role, engine, token === true);
  if (host !== null) checkReference(report, [...path, 'host'], host, hostsOf(engine), 'host');
  if (!isTenantId(tenant)) {
    const fix = 'Write lower-case letters, digits and "-", at most 63.';
    report.add([...path, 'tenant'], 'invalid_name', `"${tenant}" is not a tenant id.`, fix);
  }
  const age = entry.age === undefined ? 0 : readAge(report, [...path, 'age'], entry.age);
  const authAge = entry.authAge === undefined ? age : readAge(report, [...path, 'authAge'], entry.authAge);
  if (age === null || authAge === null) return null;
  const shown = token === undefined ? {} : { byToken: token };
  return { tenant, user, roles, methods: amr, ageSeconds: age, authAgeSeconds: authAge, actAs, host, ...shown };
}

/** A role beyond those of tokens would leave the case with none, and make it say nothing of what it is about. */
function checkRole(report: Report, path: Path, role: string, engine: Engine, byToken: boolean): void {
  if (!checkReference(report, path, role, engine.roles, 'role')) return;
  const counted = countedRoles(engine, byToken);
  if (counted.has(role)) return;
  const fix = counted.size === 0 ? 'Add "tokens" to the rules first.' : `Choose from ${[...counted].join(', ')}.`;
  report.add(path, 'unknown_reference', `No token can have the role "${role}".`, fix);
}

function hostsOf({ policy }: Engine): ReadonlySet<string> {
  return new Set(policy.hosts.map(({ pattern }) => pattern));
}

function readAge(report: Report, path: Path, text: string): number | null {
  return valueOrProblem(report, path, 'invalid_quantity', parseDuration(text, AGE_BOUNDS));
}
