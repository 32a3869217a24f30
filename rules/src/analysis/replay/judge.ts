import { VISITOR_CONTROLS } from '../../controls/index.ts';
import {
  type AdmitPlan,
  createEngine,
  decide,
  type Engine,
  isBefore,
  type Outcome,
  type Refusal,
  type RequestFacts,
  SECOND_FACTORS,
  type Session,
  type SessionFact,
} from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { requestFacts } from '../request.ts';
import type { LoggedRequest } from './logged-request.ts';
import { type LoggableFact, missingFacts, neededFacts, policyWithout } from './missing-facts.ts';
import { asPreflight } from './preflight.ts';

/** Visitors who pass. Where everyone does, `roles` is empty. */
export interface Visitors {
  readonly everyone: boolean;
  /** Roles that pass by themselves, in the order of the rules. */
  readonly roles: readonly string[];
}

/** What the rules do with a request, for each visitor who may have made it: a log does not know sessions. */
export interface Verdict {
  /** Who passes with every control enforced. */
  readonly enforced: Visitors;
  /** Who passes as the rules stand, observed controls included. */
  readonly passing: Visitors;
  /** Why no one passes, or would with every control enforced; `null` where someone does. */
  readonly refusal: Refusal | null;
  readonly route: RouteRule | null;
  /** Facts that the rules ask about and the log lacks; they were assumed to pass. */
  readonly assumed: readonly LoggableFact[];
}

/** What to believe in place of the log. */
export interface JudgeOptions {
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** `null`: each request's own time. */
  readonly timeSeconds: number | null;
}

export type Judge = (request: LoggedRequest, options: JudgeOptions) => Verdict;

const NOBODY: Visitors = { everyone: false, roles: [] };
const EVERYONE: Visitors = { everyone: true, roles: [] };
/** Stands for the tenant of a session where the host names none. */
const SOME_TENANT = 'tenant';
const JUST_SIGNED_IN: Session = {
  user: 'user',
  tenant: SOME_TENANT,
  roles: [],
  id: 'session',
  issuedAtSeconds: 0,
  expiresAtSeconds: 0,
  authenticatedAtSeconds: 0,
  authenticationMethods: [...SECOND_FACTORS],
  actAs: null,
};

/** Makes the judge of one set of rules: an anonymous visitor, then one session of each role, just signed in with every method. */
export function createJudge(policy: Policy): Judge {
  const engines = new Map<string, Engine>();
  const access = new Map(policy.routes.map((route) => [route.id, route.access]));
  const assumed = assumedSession(policy);
  return (request, options) => {
    const missing = missingFacts(request).filter((fact) => fact !== 'time' || options.timeSeconds === null);
    const engine = engineFor(engines, policy, missing);
    const facts = factsOf(request, options);
    if ('reason' in facts) return { enforced: NOBODY, passing: NOBODY, refusal: facts, route: null, assumed: [] };
    const verdict = judge(engine, asPreflight(engine, facts, request.headers === null), assumed);
    return { ...verdict, assumed: neededFacts(policy, access.get(verdict.route?.id ?? '') ?? null, missing) };
  };
}

/** One engine for each set of missing facts, which is the same for nearly all requests of a log. */
function engineFor(engines: Map<string, Engine>, policy: Policy, missing: readonly LoggableFact[]): Engine {
  const key = missing.join();
  const known = engines.get(key);
  if (known !== undefined) return known;
  const engine = createEngine(policyWithout(policy, missing), { development: false });
  engines.set(key, engine);
  return engine;
}

function factsOf(request: LoggedRequest, options: JudgeOptions): RequestFacts | Refusal {
  const { method, target, address, headers, bodyBytes, tlsVersion, country, asn } = request;
  return requestFacts({
    method,
    url: `${options.scheme}://${options.host}${target}`,
    address,
    ...(headers === null ? {} : { headers: headersFor(headers, request, options) }),
    bodyBytes,
    ...(tlsVersion === null ? {} : { tlsVersion }),
    country,
    asn,
    nowSeconds: options.timeSeconds ?? request.timeSeconds ?? 0,
  });
}

/** What the log says of its own host is said of the host that is asked about. */
function headersFor(
  headers: NonNullable<LoggedRequest['headers']>,
  { scheme, host }: LoggedRequest,
  options: JudgeOptions,
): Readonly<Record<string, string>> {
  const { host: _, ...others } = headers;
  const isOwn = others['origin'] !== undefined && others['origin'] === `${scheme}://${host}`.toLowerCase();
  return isOwn ? { ...others, origin: `${options.scheme}://${options.host}` } : others;
}

function judge(engine: Engine, facts: RequestFacts, assumed: Session): Omit<Verdict, 'assumed'> {
  const anonymous = visit(engine, facts, { kind: 'none' });
  const { route } = anonymous.decision;
  if (isClean(anonymous)) return { enforced: EVERYONE, passing: EVERYONE, refusal: null, route };
  // What is refused before the session is looked at is refused for everyone.
  const isFinal = anonymous.kind === 'refused' && isBefore(anonymous.step, 'session');
  const visits = isFinal
    ? []
    : engine.policy.roles.map((role) => ({
        role,
        outcome: visit(engine, facts, sessionOf(engine, facts, role, assumed)),
      }));
  const rolesOf = (passes: (outcome: Outcome) => boolean): readonly string[] =>
    visits.flatMap(({ role, outcome }) => (passes(outcome) ? [role] : []));
  const enforced: Visitors = { everyone: false, roles: rolesOf(isClean) };
  const passing =
    anonymous.kind === 'pass' ? EVERYONE : { everyone: false, roles: rolesOf(({ kind }) => kind === 'pass') };
  const refusals = [...visits.map(({ outcome }) => outcome), anonymous].flatMap(refusalsOf);
  const refusal = refusals.find(({ reason }) => reason !== 'role_missing') ?? refusals[0];
  return { enforced, passing, refusal: enforced.roles.length > 0 ? null : (refusal ?? null), route };
}

function visit(engine: Engine, facts: RequestFacts, session: SessionFact): Outcome {
  return decide(engine, facts, { session, admit: admitAll });
}

/** State in good health: no limit is exceeded, no session is revoked, no tenant has a policy of its own. */
function admitAll({ limits }: AdmitPlan): ReturnType<Parameters<typeof decide>[2]['admit']> {
  return {
    kind: 'answered',
    limits: limits.map(({ id, quota }) => ({ id, admitted: true, remaining: quota, resetMs: 0 })),
    revokedBy: null,
    tenantPolicy: null,
  };
}

function isClean({ kind, decision }: Outcome): boolean {
  return kind === 'pass' && decision.observed.length === 0;
}

function refusalsOf(outcome: Outcome): readonly Refusal[] {
  return outcome.kind === 'refused' ? [outcome.refusal] : outcome.decision.observed;
}

function sessionOf(engine: Engine, { target, nowSeconds }: RequestFacts, role: string, assumed: Session): SessionFact {
  return {
    kind: 'verified',
    session: {
      ...assumed,
      tenant: engine.matchHost(target.host)?.tenant ?? SOME_TENANT,
      roles: [role],
      issuedAtSeconds: nowSeconds,
      expiresAtSeconds: nowSeconds + 1,
      authenticatedAtSeconds: nowSeconds,
    },
  };
}

/** A session that has all that any route asks for, but for a role. */
function assumedSession({ routes }: Policy): Session {
  const controls = Object.values(VISITOR_CONTROLS);
  return routes.reduce(
    (session, { access }) =>
      access.kind === 'public'
        ? session
        : controls.reduce((having, { replay }) => replay.session(having, access), session),
    JUST_SIGNED_IN,
  );
}
