import { isTenantId, isUserId, type Session } from '@portcullis/rules/engine';
import { isText, isTime, MAX_ACTING_SECONDS, texts } from '../tokens/index.ts';

const DEFAULT_MINUTES = 30;
/** A link is for the person who asked for it, at once. */
export const LINK_SECONDS = 120;

/** Who wants to act as whom, and why. */
export interface ActingRequest {
  readonly tenant: string;
  readonly user: string;
  /** What the user may do there, which the gateway cannot know; never what the actor may do elsewhere. */
  readonly roles: readonly string[];
  readonly actor: string;
  readonly reason: string;
  readonly ticket: string;
  readonly seconds: number;
  /** At which host the link opens; `null`: the tenant's own, or the first. */
  readonly host: string | null;
}

export type ActingRequestResult =
  | { readonly ok: true; readonly request: ActingRequest }
  | { readonly ok: false; readonly problem: string };

const MEMBERS = ['tenant', 'user', 'roles', 'actor', 'reason', 'ticket', 'minutes', 'host'] as const;

/** Reads the body of a request to act as a user. @param declared roles of the rules */
export function parseActingRequest(
  body: Record<string, unknown> | null,
  declared: ReadonlySet<string>,
): ActingRequestResult {
  const names = MEMBERS.map((name) => `"${name}"`).join(', ');
  if (body === null) return failed(`The body is not a JSON object with ${names}; the last two are optional.`);
  if (Object.keys(body).some((name) => !MEMBERS.includes(name as never)))
    return failed(`There are members besides ${names}.`);
  const { tenant, user, roles, actor, reason, ticket, minutes = DEFAULT_MINUTES, host = null } = body;
  if (typeof tenant !== 'string' || !isTenantId(tenant)) return failed('"tenant" must be a tenant id.');
  if (!isUserId(user))
    return failed('"user" must be the id of a person, of 1 to 256 characters. "token:" begins those of machines.');
  const granted = texts(roles);
  if (granted === null || granted.length === 0 || granted.some((role) => !declared.has(role)))
    return failed(`"roles" must be a list of some of ${[...declared].join(', ')}: those that the user has.`);
  if (!isText(actor)) return failed('"actor" must say who acts, such as an e-mail address.');
  if (actor === user) return failed('"actor" and "user" are the same.');
  if (!isShort(reason)) return failed('"reason" must say why, in 1 to 120 characters.');
  if (!isShort(ticket)) return failed('"ticket" must name the ticket or case, in 1 to 120 characters.');
  if (!Number.isInteger(minutes) || Number(minutes) < 1 || Number(minutes) > MAX_ACTING_SECONDS / 60)
    return failed('"minutes" must be a whole number from 1 to 60.');
  if (host !== null && !isText(host)) return failed('"host" must be a host of the rules.');
  return {
    ok: true,
    request: { tenant, user, roles: granted, actor, reason, ticket, seconds: Number(minutes) * 60, host },
  };
}

/** Both together are the reason of the session, which is a text of at most 256 characters. */
function isShort(value: unknown): value is string {
  return isText(value) && value.length <= 120;
}

/** Claims of the link that opens the session, once. */
export interface ActingClaims {
  readonly iss: string;
  readonly jti: string;
  readonly sub: string;
  readonly tid: string;
  /** Host, with its port if it has one, where alone the link opens. */
  readonly host: string;
  readonly roles: readonly string[];
  readonly actor: string;
  readonly reason: string;
  readonly ticket: string;
  readonly by: string;
  readonly seconds: number;
  readonly exp: number;
}

/** What a link says, its signature verified. `null`: it is over, or not of this gateway or host. */
export function readActingClaims(
  claims: Readonly<Record<string, unknown>>,
  { gateway, host, nowSeconds }: { readonly gateway: string; readonly host: string; readonly nowSeconds: number },
): ActingClaims | null {
  const { iss, jti, sub, tid, actor, reason, ticket, by, seconds, exp } = claims;
  const roles = texts(claims['roles']);
  const known = isText(jti) && isUserId(sub) && typeof tid === 'string' && isTenantId(tid) && roles !== null;
  if (iss !== gateway || claims['host'] !== host || !known || !isTime(exp) || exp <= nowSeconds) return null;
  if (!isText(actor) || !isText(reason) || !isText(ticket) || !isText(by)) return null;
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= MAX_ACTING_SECONDS)) return null;
  return { iss, jti, sub, tid, host, roles, actor, reason, ticket, by, seconds, exp };
}

/**
 * The session that the link opens: the user's, for a short time, with no sign-in of the user's own behind it.
 * @param lifetimeSeconds no session lives longer
 */
export function actingSessionOf(
  claims: ActingClaims,
  declared: ReadonlySet<string>,
  lifetimeSeconds: number,
  nowSeconds: number,
): Session {
  return {
    user: claims.sub,
    tenant: claims.tid,
    roles: claims.roles.filter((role) => declared.has(role)),
    id: crypto.randomUUID(),
    issuedAtSeconds: nowSeconds,
    expiresAtSeconds: Math.floor(nowSeconds + Math.min(claims.seconds, lifetimeSeconds)),
    authenticatedAtSeconds: nowSeconds,
    // No second factor of the user's: a step-up never passes.
    authenticationMethods: [],
    actAs: { sub: claims.actor, reason: `${claims.ticket}: ${claims.reason}` },
  };
}

function failed(problem: string): ActingRequestResult {
  return { ok: false, problem };
}
