import type { CorsRule, RouteRule, WhenStateUnavailable } from '../../policy/index.ts';
import type { Side } from './axis.ts';
import { durationWords, sizeWords } from './words.ts';

/** One part of what happens to a request that passes, in words; equal words mean equal treatment. */
export interface Treatment {
  readonly part: string;
  readonly words: string;
}

const NONE = 'none';

/** What a side does with requests of its route that pass, but for what the gateway as a whole does. */
export function treatmentsOf(side: Side): readonly Treatment[] {
  const { route } = side;
  const cors = { part: 'cors', words: corsWords(route.cors) };
  if (side.preflight) return [{ part: 'preflight', words: 'answered by the gateway' }, cors];
  return [
    { part: 'preflight', words: 'left to the origin' },
    { part: 'origin', words: route.origin },
    { part: 'signIn', words: String(route.signIn) },
    { part: 'limits', words: limitWords(side) },
    { part: 'revocation', words: route.revocation },
    { part: 'whenStateUnavailable', words: outageWords(route.whenStateUnavailable) },
    { part: 'audit', words: route.audit },
    { part: 'body', words: sizeWords(route.maxBodyBytes) },
    { part: 'requestHeaders', words: sizeWords(route.maxHeaderBytes) },
    { part: 'timeout', words: route.timeoutMs === null ? "the origin's" : `${route.timeoutMs / 1000}s` },
    { part: 'cache', words: route.cache },
    { part: 'mode', words: modeWords(route) },
    { part: 'headers', words: headerWords(route) },
    cors,
  ];
}

/** A limit by route counts each route id for itself. */
function limitWords({ engine, route }: Side): string {
  const words = route.limits.map((id) =>
    engine.limits.get(id)?.by.includes('route') === true ? `${id} (of route ${route.id})` : id,
  );
  return words.length === 0 ? NONE : words.toSorted().join(', ');
}

function outageWords(rule: WhenStateUnavailable): string {
  return rule.kind === 'stale' ? `stale ${durationWords(rule.seconds)}` : rule.kind;
}

function modeWords({ observe }: RouteRule): string {
  return observe.length === 0 ? 'enforce' : `observe ${observe.toSorted().join(', ')}`;
}

function headerWords({ headers }: RouteRule): string {
  return headers.length === 0 ? NONE : headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Which origins may read is told apart as access; here is what those that may are answered. */
function corsWords(cors: CorsRule | null): string {
  if (cors === null) return NONE;
  return [
    cors.origins === 'any' ? 'any origin' : 'named origins',
    cors.credentials ? 'with credentials' : 'without credentials',
    `headers ${listWords(cors.headers)}`,
    `expose ${listWords(cors.expose)}`,
    `maxAge ${durationWords(cors.maxAgeSeconds)}`,
  ].join('; ');
}

function listWords(entries: readonly string[]): string {
  return entries.length === 0 ? NONE : entries.toSorted().join(', ');
}
