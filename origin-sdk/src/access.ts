import { SECOND_FACTORS } from './context/second-factors.ts';
import type { AnonymousContext, SignedInContext, TenantContext } from './context-from-claims.ts';
import { PortcullisError } from './portcullis-error.ts';
import type { Role } from './register.ts';

/** Why a verified user may not do something. Stable: safe to branch on. */
export type AccessErrorCode =
  | 'ERR_SESSION_REQUIRED'
  | 'ERR_ROLE_REQUIRED'
  | 'ERR_TENANT_MISMATCH'
  | 'ERR_STEP_UP_REQUIRED'
  | 'ERR_ACTING_FOR_ANOTHER';

/** What the client gets: HTTP status, public code, title. */
const PUBLIC: Readonly<Record<AccessErrorCode, readonly [status: 401 | 403, code: string, title: string]>> = {
  ERR_SESSION_REQUIRED: [401, 'session_required', 'Sign in to go on.'],
  ERR_ROLE_REQUIRED: [403, 'forbidden', 'You may not do this.'],
  ERR_TENANT_MISMATCH: [403, 'forbidden', 'You may not do this.'],
  ERR_STEP_UP_REQUIRED: [401, 'step_up_required', 'Confirm who you are to go on.'],
  ERR_ACTING_FOR_ANOTHER: [403, 'forbidden', 'This cannot be done while acting as another user.'],
};

/** The user of a verified context may not do what was asked. Adapters answer it with 401 or 403. */
export class AccessError extends PortcullisError {
  /** Always the name of the class, minified or not. */
  override readonly name = 'AccessError';
  /** Why: stable, and not sent to the client. */
  override readonly code: AccessErrorCode;
  /** HTTP status of the answer, under the two names that servers read. */
  readonly status: 401 | 403;
  /** The same, as Fastify reads it. */
  readonly statusCode: 401 | 403;
  /** Code in the answer's body. */
  readonly publicCode: string;

  constructor(code: AccessErrorCode) {
    const [status, publicCode, title] = PUBLIC[code];
    super(title);
    this.code = code;
    this.status = status;
    this.statusCode = status;
    this.publicCode = publicCode;
  }
}

export { SECOND_FACTORS };

/** What {@link requireStepUp} asks for. */
export interface StepUp {
  /** How long ago the user may have signed in, in seconds. Default: as long as the session lives. */
  readonly withinSeconds?: number;
  /** Methods of which one must have been used (RFC 8176). Default: every second factor. */
  readonly methods?: readonly string[];
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** The context of a signed-in user, or throws {@link AccessError} `ERR_SESSION_REQUIRED`. */
export function requireSession(context: TenantContext): SignedInContext {
  if (context.user === null) throw new AccessError('ERR_SESSION_REQUIRED');
  return context;
}

/** The context of a user who has one of the roles, or throws {@link AccessError}. Without roles it always throws. */
export function requireRole(context: TenantContext, ...roles: readonly Role[]): SignedInContext {
  const signedIn = requireSession(context);
  if (!signedIn.roles.some((role) => (roles as readonly string[]).includes(role)))
    throw new AccessError('ERR_ROLE_REQUIRED');
  return signedIn;
}

/** A context that has a tenant. */
export type ContextOfTenant = SignedInContext | (AnonymousContext & { readonly tenant: string });

/**
 * The context, if it is of the tenant that the URL names, or throws {@link AccessError} `ERR_TENANT_MISMATCH`.
 * @param urlTenant from the path or query, not trusted; compared as it is
 */
export function requireTenant<Context extends TenantContext>(
  context: Context,
  urlTenant: string,
): Context & { readonly tenant: string } {
  if (typeof urlTenant !== 'string' || urlTenant === '' || context.tenant !== urlTenant)
    throw new AccessError('ERR_TENANT_MISMATCH');
  return context as Context & { readonly tenant: string };
}

/** The context of a user who has shown a second factor, within `withinSeconds` if given, or throws {@link AccessError}. */
export function requireStepUp(context: TenantContext, stepUp: StepUp = {}): SignedInContext {
  const signedIn = requireSession(context);
  const methods = stepUp.methods ?? SECOND_FACTORS;
  const ageSeconds = Math.floor((stepUp.now ?? Date.now)() / 1000) - signedIn.authenticatedAtSeconds;
  // Written so that a clock or a limit that is NaN refuses.
  const isRecent = stepUp.withinSeconds === undefined || ageSeconds <= stepUp.withinSeconds;
  if (!isRecent || !signedIn.authenticationMethods.some((method) => methods.includes(method)))
    throw new AccessError('ERR_STEP_UP_REQUIRED');
  return signedIn;
}

/** The context of a user who acts in person, or throws {@link AccessError} `ERR_ACTING_FOR_ANOTHER` while someone acts as the user. */
export function requireInPerson(context: TenantContext): SignedInContext {
  const signedIn = requireSession(context);
  if (signedIn.actAs !== null) throw new AccessError('ERR_ACTING_FOR_ANOTHER');
  return signedIn;
}

/** Who really acts: the impersonator where there is one, else the user. For what an app writes down about who did what. */
export function actorOf(context: SignedInContext): string {
  return context.actAs?.sub ?? context.user;
}
