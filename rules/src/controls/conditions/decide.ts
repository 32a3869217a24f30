import type { Conditions, RouteRule } from '../policy/index.ts';
import { type Decision, lineOf } from './decision.ts';
import type { RequestFacts } from './facts.ts';
import { type Refusal, refuse } from './reasons/index.ts';

const MINUTES_A_WEEK = 7 * 24 * 60;
/** The epoch was a Thursday: Monday 00:00 lies three days before. */
const EPOCH_OFFSET_MINUTES = 3 * 24 * 60;

/** Minutes since the last Monday 00:00 UTC, with the fraction cut off. */
export function minuteOfWeek(epochSeconds: number): number {
  const minutes = Math.floor(epochSeconds / 60) + EPOCH_OFFSET_MINUTES;
  return ((minutes % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
}

/** The first condition that does not hold. What the platform does not tell does not hold. */
export function decideConditions(conditions: Conditions, decision: Decision, route: RouteRule): Refusal | null {
  const { request } = decision;
  if (conditions.tenant === 'required' && decision.urlTenant === null) {
    return refuse('tenant_missing', lineOf(route, 'tenant'));
  }
  return decidePlatform(conditions, request, route) ?? decideMoment(conditions, request.nowSeconds, route);
}

function decidePlatform(conditions: Conditions, request: RequestFacts, route: RouteRule): Refusal | null {
  const { minTls, countries, asns } = conditions;
  if (minTls !== null && minorTlsVersion(request.tlsVersion) < minTls) {
    return refuse('tls_too_old', lineOf(route, 'tls'), { detail: request.tlsVersion === null ? 'unknown' : 'older' });
  }
  if (countries !== null && (request.country === null || !countries.includes(request.country))) {
    return refuse('country_not_listed', lineOf(route, 'countries'), { detail: request.country ?? 'unknown' });
  }
  if (asns !== null && (request.asn === null || !asns.includes(request.asn))) {
    return refuse('asn_not_listed', lineOf(route, 'asns'), { detail: String(request.asn ?? 'unknown') });
  }
  return null;
}

function decideMoment(conditions: Conditions, nowSeconds: number, route: RouteRule): Refusal | null {
  const { times, fromSeconds, untilSeconds } = conditions;
  if (fromSeconds !== null && nowSeconds < fromSeconds) return refuse('not_yet_open', lineOf(route, 'from'));
  if (untilSeconds !== null && nowSeconds >= untilSeconds) return refuse('no_longer_open', lineOf(route, 'until'));
  return times === null || isWithin(times, minuteOfWeek(nowSeconds))
    ? null
    : refuse('outside_times', lineOf(route, 'times'));
}

/** `2` for TLS 1.2, `3` for 1.3; 0 for older, unknown and other text. */
function minorTlsVersion(text: string | null): number {
  return text === 'TLSv1.3' ? 3 : text === 'TLSv1.2' ? 2 : 0;
}

function isWithin(pairs: readonly number[], value: number): boolean {
  for (let index = 0; index < pairs.length; index += 2) {
    if (value >= (pairs[index] ?? 0) && value < (pairs[index + 1] ?? 0)) return true;
  }
  return false;
}
