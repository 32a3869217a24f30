import type { RouteRule, WhenStateUnavailable } from '../../../policy/index.ts';
import type { DecidingRoute } from '../axis/index.ts';
import {
  by,
  type ChangeDirection,
  durationWords,
  greaterIsLooser,
  ladder,
  listWords,
  moreIsLooser,
  otherIsLooser,
  sizeWords,
} from '../order/index.ts';
import { corsOrder, corsWords } from './cors-order.ts';
import { headersOrder } from './headers-order.ts';

/** One key of a route: what happens to requests that pass. */
export interface RoutePart {
  /** The key as the rules write it. */
  readonly part: string;
  /** Equal words mean equal treatment. */
  readonly words: (route: DecidingRoute) => string;
  readonly direction: (old: DecidingRoute, next: DecidingRoute) => ChangeDirection;
}

/**
 * Every key of a compiled route. `access`: who passes is compared exactly, request by request. `name`: names and places,
 * which treat no request otherwise.
 */
export const ROUTE_ORDERS: { readonly [K in keyof RouteRule]-?: RoutePart | 'access' | 'name' } = {
  id: 'name',
  path: 'access',
  segments: 'access',
  methods: 'access',
  access: 'access',
  origin: part('origin', (route) => route.origin, String, otherIsLooser),
  signIn: part('signIn', (route) => route.signIn, String, ladder<boolean>(false, true)),
  limits: { part: 'limits', words: (route) => listWords(limitsOf(route)), direction: limitsDirection },
  revocation: part('revocation', (route) => route.revocation, revocationWords, ladder('strict', 'within-1s')),
  whenStateUnavailable: part(
    'whenStateUnavailable',
    (route) => route.whenStateUnavailable,
    outageWords,
    by(outageSeconds, greaterIsLooser),
  ),
  audit: part('audit', (route) => route.audit, String, ladder('required', 'requests', 'refusals')),
  maxBodyBytes: part('body', (route) => route.maxBodyBytes, sizeWords, greaterIsLooser),
  maxHeaderBytes: part('requestHeaders', (route) => route.maxHeaderBytes, sizeWords, greaterIsLooser),
  timeoutMs: {
    part: 'timeout',
    words: ({ rule }) => (rule.timeoutMs === null ? "the origin's" : `${rule.timeoutMs / 1000}s`),
    direction: (old, next) => greaterIsLooser(timeoutMs(old), timeoutMs(next)),
  },
  cache: part('cache', (route) => route.cache, String, ladder('private', 'origin')),
  cookieDomain: part('cookies.domain', (route) => route.cookieDomain, String, ladder('host', 'keep')),
  cors: part('cors', (route) => route.cors, corsWords, corsOrder),
  observe: part('mode', (route) => route.observe, modeWords, moreIsLooser),
  headers: part('headers', (route) => route.headers, headerWords, headersOrder),
  at: 'name',
  lines: 'name',
};

/** The keys that treat requests one way or another, in the order of the report. */
export const ROUTE_PARTS: readonly RoutePart[] = Object.values(ROUTE_ORDERS).filter((each) => typeof each === 'object');

function part<T>(
  name: string,
  read: (route: RouteRule) => T,
  words: (value: T) => string,
  order: (old: T, next: T) => ChangeDirection,
): RoutePart {
  return {
    part: name,
    words: ({ rule }) => words(read(rule)),
    direction: (old, next) => order(read(old.rule), read(next.rule)),
  };
}

/** All limits hold, so each one that goes loosens, and one in its place counts anew. */
function limitsDirection(old: DecidingRoute, next: DecidingRoute): ChangeDirection {
  const [before, after] = [limitsOf(old), limitsOf(next)];
  if (before.some((id) => !after.includes(id))) return 'loosened';
  return after.length > before.length ? 'tightened' : 'neutral';
}

/** A limit by route counts each route id for itself. */
function limitsOf({ engine, rule }: DecidingRoute): readonly string[] {
  return rule.limits.map((id) =>
    engine.limits.get(id)?.by.includes('route') === true ? `${id} (of route ${rule.id})` : id,
  );
}

function timeoutMs({ engine, rule }: DecidingRoute): number {
  return rule.timeoutMs ?? engine.policy.origins[rule.origin]?.timeoutMs ?? Number.POSITIVE_INFINITY;
}

/** As the rules write it. */
function revocationWords(rule: RouteRule['revocation']): string {
  return rule === 'strict' ? rule : 'within 1s';
}

function outageWords(rule: WhenStateUnavailable): string {
  return rule.kind === 'stale' ? `stale ${durationWords(rule.seconds)}` : rule.kind;
}

/** For how long what was known once is good enough. */
function outageSeconds(rule: WhenStateUnavailable): number {
  if (rule.kind === 'closed') return 0;
  return rule.kind === 'stale' ? rule.seconds : Number.POSITIVE_INFINITY;
}

function modeWords(observe: RouteRule['observe']): string {
  return observe.length === 0 ? 'enforce' : `observe ${observe.toSorted().join(', ')}`;
}

function headerWords(headers: RouteRule['headers']): string {
  return headers.length === 0 ? listWords([]) : headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}
