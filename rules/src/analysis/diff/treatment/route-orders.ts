import type { RouteRule, WhenStateUnavailable } from '../../../policy/index.ts';
import type { Side } from '../axis/index.ts';
import {
  by,
  durationWords,
  greaterIsLooser,
  ladder,
  listWords,
  type Move,
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
  readonly words: (side: Side) => string;
  readonly move: (old: Side, next: Side) => Move;
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
  limits: { part: 'limits', words: (side) => listWords(limitsOf(side)), move: limitsMove },
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
    words: ({ route }) => (route.timeoutMs === null ? "the origin's" : `${route.timeoutMs / 1000}s`),
    move: (old, next) => greaterIsLooser(timeoutMs(old), timeoutMs(next)),
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
  order: (old: T, next: T) => Move,
): RoutePart {
  return {
    part: name,
    words: ({ route }) => words(read(route)),
    move: (old, next) => order(read(old.route), read(next.route)),
  };
}

/** All limits hold, so each one that goes loosens, and one in its place counts anew. */
function limitsMove(old: Side, next: Side): Move {
  const [before, after] = [limitsOf(old), limitsOf(next)];
  if (before.some((id) => !after.includes(id))) return 'loosened';
  return after.length > before.length ? 'tightened' : 'neutral';
}

/** A limit by route counts each route id for itself. */
function limitsOf({ engine, route }: Side): readonly string[] {
  return route.limits.map((id) =>
    engine.limits.get(id)?.by.includes('route') === true ? `${id} (of route ${route.id})` : id,
  );
}

function timeoutMs({ engine, route }: Side): number {
  return route.timeoutMs ?? engine.policy.origins[route.origin]?.timeoutMs ?? Number.POSITIVE_INFINITY;
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
