import { type Decision, formatAddress, publicAnswer, sessionOf, tenantOf } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** What is recorded of a request, before and after its outcome is known. Holds no token, cookie or query value. */
export interface AuditEvent {
  readonly event: 'request';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly requestId: string;
  readonly method: string;
  readonly host: string | null;
  readonly path: string | null;
  /** The URL as it came, without its query, where it was refused before it had a host and a path. */
  readonly target: string | null;
  readonly address: string | null;
  readonly route: string | null;
  readonly tenant: string | null;
  readonly user: string | null;
  readonly session: string | null;
  readonly actAs: { readonly sub: string; readonly reason: string } | null;
  readonly rules: string | null;
  /** What else the request touches, such as the destination of a copy; absent where nothing. */
  readonly named?: readonly NamedInEvent[];
}

interface NamedInEvent {
  readonly by: string;
  readonly method: string;
  readonly path: string;
  readonly route: string | null;
}

/** The outcome's part of an event. */
export interface AuditOutcome {
  readonly outcome: 'refused' | 'answered';
  readonly status: number;
  readonly code: string | null;
  readonly reason: string | null;
  /** Line of the rule that refused, or of the route. */
  readonly rule: string | null;
  readonly detail: string | null;
  /** Refusals of controls that the route only observes. */
  readonly observed: readonly ObservedRefusal[];
  /** Shared state did not answer, and the route lets such requests through. */
  readonly degraded: boolean;
  readonly notes: readonly string[];
  readonly durationMs: number;
  readonly stateMs: number | null;
  readonly originMs: number | null;
}

interface ObservedRefusal {
  readonly reason: string;
  readonly rule: string | null;
  readonly detail: string | null;
}

/** What is known of a request once it has been admitted or refused. */
export function requestRecord(exchange: Exchange): AuditEvent {
  const decision = exchange.decision;
  const session = decision === null ? null : sessionOf(decision);
  const address = decision?.request.address ?? null;
  return {
    event: 'request',
    time: new Date(exchange.startedMs).toISOString(),
    requestId: exchange.id,
    method: exchange.request.method,
    host: decision?.request.target.host ?? null,
    path: decision?.request.target.path ?? null,
    target: decision === null ? rawTarget(exchange.request.url) : null,
    address: address === null ? null : formatAddress(address),
    route: decision?.route?.id ?? null,
    tenant: decision === null ? null : tenantOf(decision),
    user: session?.user ?? null,
    session: session?.id ?? null,
    actAs: session?.actAs ?? null,
    rules: exchange.config?.engine.policy.digest.slice(0, 16) ?? null,
    ...(decision === null || decision.named.length === 0 ? {} : { named: namedIn(decision) }),
  };
}

function namedIn({ named }: Decision): readonly NamedInEvent[] {
  return named.map(({ title, decision: { request, route } }) => ({
    by: title,
    method: request.method,
    path: request.target.path,
    route: route.id,
  }));
}

/** How it ended. */
export function requestOutcome(exchange: Exchange, response: Response): AuditOutcome {
  const { refusal, notes, waitsMs, startedMs } = exchange;
  return {
    outcome: refusal === null ? 'answered' : 'refused',
    status: response.status,
    code: refusal === null ? null : publicAnswer(refusal.reason).code,
    reason: refusal?.reason ?? null,
    rule: refusal?.at ?? exchange.decision?.route?.at ?? null,
    detail: refusal?.detail ?? null,
    observed: (exchange.decision?.observed ?? []).map(({ reason, at, detail }) => ({
      reason,
      rule: at,
      detail: detail ?? null,
    })),
    degraded: exchange.decision?.degraded ?? false,
    notes,
    durationMs: Date.now() - startedMs,
    stateMs: waitsMs.state ?? null,
    originMs: waitsMs.origin ?? null,
  };
}

/** Queries and what stands before an `@` may hold secrets. */
function rawTarget(url: string): string {
  const shown = url.split('?', 1)[0] ?? '';
  const authority = shown.indexOf('//') + 2;
  const end = shown.indexOf('/', authority);
  const at = shown.slice(0, end < 0 ? shown.length : end).lastIndexOf('@');
  return at < authority ? shown : `${shown.slice(0, authority)}…${shown.slice(at)}`;
}
