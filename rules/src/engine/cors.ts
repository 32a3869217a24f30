import type { CorsRule } from '../policy/index.ts';
import type { Routed } from './decision.ts';
import type { RequestFacts } from './facts.ts';
import { trimFieldSpace } from './message/index.ts';
import { type Refusal, refuse } from './reasons/index.ts';

/** What a browser learns about a cross-origin request that the rules allow. */
export interface CorsAnswer {
  /** Value of `Access-Control-Allow-Origin`: a text of the rules, never the request's. */
  readonly allowOrigin: string;
  readonly rule: CorsRule;
}

/** `scheme://host` that the request was made to. */
export function ownOrigin(request: RequestFacts): string {
  return `${request.target.scheme}://${request.target.host}`;
}

/** Whether the request asks permission to make another one (Fetch Standard section 3.3.2). */
export function isPreflight(request: RequestFacts): boolean {
  return request.method === 'OPTIONS' && request.origin !== null && request.requestedMethod !== null;
}

/** Whether a page of another origin made the request, by its `Origin`. WebSockets have a rule of their own. */
export function isCrossOrigin(request: RequestFacts): boolean {
  return request.origin !== null && request.origin !== ownOrigin(request) && !request.upgradesToWebSocket;
}

/** What the route's rule answers to the request's origin; `null` where it allows nothing, or nothing needs leave. */
export function corsAnswer({ route, request }: Pick<Routed, 'route' | 'request'>): CorsAnswer | null {
  const rule = route.cors;
  if (rule === null || !isCrossOrigin(request)) return null;
  const listed = rule.origins === 'any' ? '*' : rule.origins.find((origin) => origin === request.origin);
  return listed === undefined ? null : { allowOrigin: listed, rule };
}

/** The answer to a preflight that passes: nothing, if it passes only because its refusal is observed. */
export function preflightAnswer(decision: Routed): CorsAnswer | null {
  const refused = decision.observed.some(({ reason }) => reason === 'preflight_refused');
  return refused ? null : corsAnswer(decision);
}

/** Whether a page of another origin makes the request by a rule that gives it no credentials of the visitor. */
export function lacksCredentials(decision: Routed): boolean {
  return corsAnswer(decision)?.rule.credentials === false;
}

/** Whether the page may make the request that it asks leave for. The method is the matched route's already. */
export function decidePreflight(decision: Routed, at: string): Refusal | null {
  const cors = corsAnswer(decision);
  if (cors === null) return refuse('preflight_refused', at, { detail: 'Origin' });
  const missing = requestedHeaders(decision.request).find((name) => !cors.rule.headers.includes(name));
  return missing === undefined ? null : refuse('preflight_refused', at, { detail: 'header' });
}

function requestedHeaders({ requestedHeaders: text }: RequestFacts): readonly string[] {
  if (text === null) return [];
  return text
    .toLowerCase()
    .split(',')
    .map(trimFieldSpace)
    .filter((name) => name !== '');
}
