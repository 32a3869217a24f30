import type { Explanation } from '../analysis/explain/index.ts';
import type { Expectation } from './test-case.ts';

/** One thing that came out otherwise than expected. */
export interface Difference {
  /** What of the expectation it is, e.g. `route`. */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Everything that differs; empty where the request came out as expected. */
export function compare(expectation: Expectation, explanation: Explanation): readonly Difference[] {
  const { outcome, reasons } = expectation;
  const { refusal } = explanation;
  const found = refusal === null ? 'allow' : `refuse: ${refusal.reason}`;
  const wanted = outcome === 'passed' ? 'allow' : `refuse${reasons === undefined ? '' : `: ${reasons.join(' or ')}`}`;
  const isMet = outcome === explanation.outcome && (reasons === undefined || reasons.includes(refusal?.reason ?? ''));
  // Where the decision itself differs, the rest follows from it and would only hide it.
  return isMet ? compareParts(expectation, explanation) : [{ what: 'expect', expected: wanted, actual: found }];
}

function compareParts(expectation: Expectation, explanation: Explanation): readonly Difference[] {
  const { route, status, limits, origin, url, headers = {}, claims = {}, observed } = expectation;
  const sent = new Map(explanation.responseHeaders);
  const told: Readonly<Record<string, unknown>> = { ...explanation.origin?.claims };
  return [
    ...differs('route', route, explanation.route?.id ?? null),
    ...differs('status', status, explanation.refusal?.answer.status ?? null),
    ...differs('limits', limits?.toSorted(), explanation.limits.map(({ id }) => id).toSorted()),
    ...differs('origin', origin, explanation.origin?.id ?? null),
    ...differs('url', url, explanation.origin?.url ?? null),
    ...differs('observed', observed?.toSorted(), explanation.observed.map(({ reason }) => reason).toSorted()),
    ...Object.entries(headers).flatMap(([name, value]) => differs(`header ${name}`, value, sent.get(name) ?? null)),
    ...Object.entries(claims).flatMap(([name, value]) => differs(`claim ${name}`, value, told[name] ?? null)),
  ];
}

function differs(what: string, expected: unknown, actual: unknown): readonly Difference[] {
  if (expected === undefined || JSON.stringify(expected) === JSON.stringify(actual)) return [];
  return [{ what, expected: shown(expected), actual: shown(actual) }];
}

function shown(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))
    return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
