import { checkReference, type Path, type Report } from '../compiler/index.ts';
import { type Engine, REASONS } from '../engine/index.ts';
import { lowerCased } from './build-request.ts';
import type { CaseEntry, ExpectationEntry } from './schema.ts';
import type { Expectation } from './test-case.ts';

const KNOWN_REASONS: ReadonlySet<string> = new Set(REASONS);

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** What a case expects; `null` where it has a mistake. */
export function buildExpectation(
  report: Report,
  path: Path,
  entry: CaseEntry['expect'],
  engine: Engine,
): Expectation | null {
  if (entry === 'allow') return { outcome: 'passed' };
  if (entry === 'refuse') return { outcome: 'refused' };
  const { allow, refuse, route, headers, ...others } = entry;
  if ((allow === undefined) === (refuse === undefined)) {
    const what = allow === undefined ? 'says neither "allow" nor "refuse"' : 'says both "allow" and "refuse"';
    report.add(path, 'contradiction', `The expectation ${what}.`, 'Write one of the two.');
    return null;
  }
  checkNames(report, path, entry, engine);
  const decided = allow ?? route;
  const reasons = typeof refuse === 'string' ? [refuse] : refuse;
  return {
    outcome: allow === undefined ? 'refused' : 'passed',
    ...(reasons === undefined ? {} : { reasons }),
    ...(decided === undefined ? {} : { route: decided }),
    ...(headers === undefined ? {} : { headers: lowerCased(headers) }),
    ...present(others),
  };
}

function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}

function checkNames(report: Report, path: Path, entry: ExpectationEntry, engine: Engine): void {
  const { allow, refuse, route, status, limits = [], origin, observed = [] } = entry;
  const routes = new Set(engine.policy.routes.map(({ id }) => id));
  if (allow !== undefined) checkReference(report, [...path, 'allow'], allow, routes, 'route');
  if (route !== undefined) checkReference(report, [...path, 'route'], route, routes, 'route');
  if (allow !== undefined && route !== undefined)
    report.add([...path, 'route'], 'no_effect', '"allow" names the route already.', 'Remove "route".', 'key');
  if (allow !== undefined && status !== undefined)
    report.add([...path, 'status'], 'no_effect', "The status of what passes is the origin's.", 'Remove it.', 'key');
  if (typeof refuse === 'string') checkReference(report, [...path, 'refuse'], refuse, KNOWN_REASONS, 'reason');
  else
    for (const [index, reason] of (refuse ?? []).entries())
      checkReference(report, [...path, 'refuse', index], reason, KNOWN_REASONS, 'reason');
  for (const [index, id] of limits.entries())
    checkReference(report, [...path, 'limits', index], id, new Set(engine.limits.keys()), 'limit');
  for (const [index, reason] of observed.entries())
    checkReference(report, [...path, 'observed', index], reason, KNOWN_REASONS, 'reason');
  if (origin !== undefined)
    checkReference(report, [...path, 'origin'], origin, new Set(engine.origins.keys()), 'origin');
}
