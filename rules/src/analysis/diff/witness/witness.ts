import {
  type AdmitFact,
  type AdmitPlan,
  corsAnswer,
  countedRoles,
  decide,
  type Engine,
  formatAddress,
  type Outcome,
  type Session,
} from '../../../engine/index.ts';
import { type RequestDescription, requestFacts } from '../../request.ts';
import type { CandidateRequest, ReadAccess } from '../axis/index.ts';
import { siteHeaders } from '../request-classes/index.ts';

/** A request, and the session it carries. */
export interface Witness {
  readonly request: RequestDescription;
  readonly session: Session | null;
}

/** What two versions of the rules make of a request. */
export interface WitnessOutcomes {
  readonly old: Outcome;
  readonly new: Outcome;
}

/** The tenant of sessions where the host names none, and of sessions that belong elsewhere. */
const SOME_TENANT = 'acme';
const OTHER_TENANT = 'globex';

/** Writes the candidate as a client would send it. */
export function witnessOf(candidate: CandidateRequest): Witness {
  const { method, path, host, address, tlsVersion, country, asn, nowSeconds } = candidate;
  const headers = {
    ...siteHeaders(candidate.site, host),
    ...(candidate.requestedMethod === null ? {} : { 'access-control-request-method': candidate.requestedMethod }),
    ...(candidate.requestedHeader === null ? {} : { 'access-control-request-headers': candidate.requestedHeader }),
  };
  const request = {
    method,
    url: `https://${host}${path}`,
    address: address === null ? null : formatAddress(address),
    headers,
    tlsVersion,
    country,
    asn,
    nowSeconds,
  };
  return { request, session: sessionOf(candidate) };
}

/** What each version really decides. */
export function outcomesOf({ request, session }: Witness, old: Engine, next: Engine): WitnessOutcomes {
  return { old: outcomeOf(request, session, old), new: outcomeOf(request, session, next) };
}

/** How much of an answer that passes the asking page may read: 2 with the visitor's session, 1 without, 0 nothing. */
export function readAccessOf(outcome: Outcome): ReadAccess {
  const answer = outcome.kind === 'pass' && !outcome.decision.preflight ? corsAnswer(outcome.decision) : null;
  return answer === null ? 0 : answer.rule.credentials ? 2 : 1;
}

function outcomeOf(request: RequestDescription, session: Session | null, engine: Engine): Outcome {
  const facts = requestFacts(request);
  if ('reason' in facts) throw new Error(`the witness ${request.method} ${request.url} is no request: ${facts.reason}`);
  return decide(engine, facts, {
    session:
      session === null
        ? { kind: 'none' }
        : {
            kind: 'verified',
            session: { ...session, roles: rolesIn(session, engine) },
          },
    admit: admitAll,
  });
}

function rolesIn({ roles, token }: Session, engine: Engine): readonly string[] {
  const counted = countedRoles(engine, token !== undefined);
  return roles.filter((role) => counted.has(role));
}

function admitAll({ limits }: AdmitPlan): AdmitFact {
  return {
    kind: 'answered',
    limits: limits.map(({ id, quota }) => ({ id, admitted: true, remaining: quota - 1, resetMs: 0 })),
    revokedBy: null,
    tenantPolicy: null,
  };
}

function sessionOf({ session, hostTenant, nowSeconds }: CandidateRequest): Session | null {
  if (session === null) return null;
  const other = hostTenant === OTHER_TENANT ? SOME_TENANT : OTHER_TENANT;
  const authenticatedAtSeconds = nowSeconds - session.authenticatedSecondsAgo;
  return {
    user: 'u1',
    tenant: session.ofHostTenant ? (hostTenant ?? SOME_TENANT) : other,
    roles: session.roles,
    id: 's1',
    issuedAtSeconds: authenticatedAtSeconds,
    expiresAtSeconds: nowSeconds + 60,
    authenticatedAtSeconds,
    authenticationMethods: session.methods,
    actAs: session.actsAs ? { sub: 'support', reason: 'support' } : null,
    ...(session.byToken ? { token: { scheme: 'bearer', addresses: null } as const } : {}),
  };
}
