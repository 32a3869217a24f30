import {
  countedRoles,
  type Decision,
  type Engine,
  isSessionText,
  isTenantId,
  MAX_ROLE_COOKIE_CHARACTERS,
  MAX_SESSION_VALUES,
  type SessionFact,
} from '../../engine/index.ts';

/** A session in the words of people. Ages count back from the time of the request. */
export interface SessionDescription {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  /** How the user signed in, RFC 8176. */
  readonly methods: readonly string[];
  /** Since the session began. */
  readonly ageSeconds: number;
  /** Since the user last showed who they are. */
  readonly authAgeSeconds: number;
  readonly actAs: { readonly sub: string; readonly reason: string } | null;
  /** The only host at which it counts, an entry of the rules' `hosts`; `null`: every host. */
  readonly host: string | null;
  /** Shown by a bearer token of a machine, in place of a role cookie. */
  readonly byToken?: true;
}

const COOKIE_OVERHEAD = 300;

/** The visitor: anonymous, with an invalid cookie, or with a session. */
export type Asker = 'nobody' | 'bad cookie' | SessionDescription;

/** What the gateway reads from the role cookie of such a session, as far as the rules decide it. */
export function sessionFact(asker: Asker, engine: Engine, nowSeconds: number): SessionFact {
  if (asker === 'nobody') return { kind: 'none' };
  if (asker === 'bad cookie') return { kind: 'invalid', detail: 'signature' };
  const flaw = flawOf(asker);
  if (flaw !== null) return { kind: 'invalid', detail: flaw };
  const { tokens, session } = engine.policy;
  const { lifetimeSeconds } = asker.byToken === true && tokens !== null ? tokens : session;
  if (asker.ageSeconds >= lifetimeSeconds) return { kind: 'invalid', detail: 'expired' };
  const issuedAtSeconds = nowSeconds - asker.ageSeconds;
  const counted = countedRoles(engine, asker.byToken === true);
  return {
    kind: 'verified',
    session: {
      user: asker.user,
      tenant: asker.tenant,
      roles: asker.roles.filter((role) => counted.has(role)),
      id: 'session-1',
      issuedAtSeconds,
      expiresAtSeconds: issuedAtSeconds + lifetimeSeconds,
      authenticatedAtSeconds: nowSeconds - asker.authAgeSeconds,
      authenticationMethods: asker.methods,
      actAs: asker.actAs,
      ...(asker.host === null ? {} : { host: asker.host }),
      ...(asker.byToken === true ? { token: { scheme: 'bearer', addresses: null } as const } : {}),
    },
  };
}

/** What of a session no role cookie can say. */
function flawOf({ tenant, user, roles, methods, actAs, host, ...times }: SessionDescription): string | null {
  // What the cookie holds besides: issuer, id, times, key id and signature.
  const characters =
    COOKIE_OVERHEAD + Math.ceil((JSON.stringify({ tenant, user, roles, methods, actAs, host, times }).length * 4) / 3);
  if (characters > MAX_ROLE_COOKIE_CHARACTERS) return 'too long';
  if (!isSessionText(user)) return 'sub';
  if (!isTenantId(tenant)) return 'tid';
  const isList = (texts: readonly string[]) => texts.length <= MAX_SESSION_VALUES && texts.every(isSessionText);
  if (!isList(roles) || !isList(methods)) return 'roles or amr';
  return actAs !== null && !(isSessionText(actAs.sub) && isSessionText(actAs.reason)) ? 'act' : null;
}

/** A sentence about a token, or a session, that the route does not look at. */
export function unlookedAt(asker: Asker, { route, session }: Decision): readonly string[] {
  if (typeof asker === 'string' || route === null || session.kind !== 'none') return [];
  if (asker.byToken === true)
    return route.access.kind === 'roles' && route.access.credentials.includes('token')
      ? []
      : ['The route takes no tokens, so this one is not looked at.'];
  return route.access.kind === 'roles' && !route.access.credentials.includes('session')
    ? ['The route takes tokens alone, so the session is not looked at.']
    : [];
}

/** Sentences about roles that count for nothing. */
export function uncountedRoles(asker: Asker, engine: Engine): readonly string[] {
  if (typeof asker === 'string') return [];
  const counted = countedRoles(engine, asker.byToken === true);
  return asker.roles
    .filter((role) => !counted.has(role))
    .map((role) =>
      engine.roles.has(role)
        ? `No token can have the role "${role}" by "tokens" or an issuer with "bearer", so it counts for nothing.`
        : `The rules declare no role "${role}", so it counts for nothing.`,
    );
}
