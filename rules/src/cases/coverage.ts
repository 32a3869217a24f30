import type { Explanation } from '../analysis/explain/index.ts';
import { CONTROL_MODULES } from '../controls/index.ts';
import { canonicalTarget, type Engine } from '../engine/index.ts';
import { type CoverageItem, coverageItems } from './coverage-items.ts';
import type { CaseResult } from './run-cases.ts';

/** How much of the rules the cases show at work. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
  /** Rounded down to one decimal, so that 100 means all. */
  readonly percent: number;
  readonly missing: readonly CoverageItem[];
}

type Refused = Pick<NonNullable<Explanation['refusal']>, 'reason' | 'detail'>;

/** Counts what the cases that hold show. A refusal that the route only records counts as one. */
export function coverageOf(engine: Engine, results: readonly CaseResult[]): Coverage {
  const items = coverageItems(engine);
  const reached = new Set<string>();
  for (const result of results) {
    if (result.differences.length > 0) continue;
    for (const key of coveredBy(engine, result)) reached.add(key);
  }
  const missing = items.filter(({ key }) => !reached.has(key));
  const covered = items.length - missing.length;
  const percent = items.length === 0 ? 100 : Math.floor((covered / items.length) * 1000) / 10;
  return { covered, total: items.length, percent, missing };
}

/** Keys of everything that one case shows. */
function coveredBy(engine: Engine, { testCase, explanation }: CaseResult): readonly string[] {
  const { route, outcome, refusal, observed } = explanation;
  const refusals = [...observed, ...(refusal === null ? [] : [refusal])];
  const keys = [...hostKeys(engine, testCase.question.request.url), ...denyKeys(refusal)];
  if (route === null) return keys;
  const of = (key: string): string => `route ${route.id} ${key}`;
  if (outcome === 'passed') keys.push(...allowedKeys(engine, testCase, explanation).map(of));
  return [...keys, ...refusals.flatMap(refusedKeys).map(of)];
}

function hostKeys(engine: Engine, url: string): string[] {
  const target = canonicalTarget(url);
  const host = 'reason' in target ? null : (engine.matchHost(target.host)?.pattern ?? null);
  return host === null ? [] : [`host ${host.pattern}`];
}

function denyKeys(refusal: Refused | null): readonly string[] {
  return refusal?.reason === 'address_denied' ? [`deny ${refusal.detail}`] : [];
}

function allowedKeys(
  engine: Engine,
  { question }: CaseResult['testCase'],
  { route, preflight, formOfOtherSite, responseHeaders, observed }: Explanation,
): readonly string[] {
  const sites = [
    ...(responseHeaders.some(([name]) => name === 'access-control-allow-origin') ? ['cors allow'] : []),
    ...(formOfOtherSite ? ['forms take'] : []),
  ];
  // What passed only since the route records refusals does not show that anybody has a right to pass.
  if (preflight || observed.length > 0) return sites;
  const rule = engine.policy.routes.find(({ id }) => id === route?.id);
  if (rule?.access.kind !== 'roles' || rule.access.roles === 'any' || typeof question.asker === 'string')
    return ['allow', ...sites];
  const { roles } = rule.access;
  // With two listed roles, either could be the one that opened.
  const opening = question.asker.roles.filter((role) => roles.includes(role));
  return ['allow', ...sites, ...(opening.length === 1 ? [`role ${opening[0]}`] : [])];
}

function refusedKeys(refused: Refused): readonly string[] {
  return Object.values(CONTROL_MODULES).flatMap(({ coverage }) => coverage.shows(refused));
}
