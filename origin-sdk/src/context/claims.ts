/** The user who acts in another's name (impersonation), and why. Shape of the `act` claim (RFC 8693 section 4.1). */
export interface Actor {
  readonly sub: string;
  readonly reason: string;
}

/** What the gateway knows of a signed-in user. Times are NumericDate seconds (RFC 7519 section 2). */
export interface SessionClaims {
  readonly sub: string;
  readonly tid: string;
  readonly roles: readonly string[];
  readonly sid: string;
  readonly iat: number;
  readonly nbf?: number;
  readonly exp: number;
  readonly auth_time: number;
  /** RFC 8176 authentication methods, e.g. `["pwd", "otp"]`. */
  readonly amr: readonly string[];
  readonly act?: Actor;
}

/** Claims of a tenant context: who asks, and for exactly which request. `sub` to `auth_time` are absent for anonymous requests. */
export interface ContextClaims {
  readonly v: 1;
  readonly iss: string;
  readonly aud: string;
  readonly sub?: string;
  /** The tenant: the session's, or the one that the URL's host names. */
  readonly tid?: string;
  readonly roles?: readonly string[];
  readonly sid?: string;
  readonly amr?: readonly string[];
  readonly auth_time?: number;
  readonly act?: Actor;
  readonly iat: number;
  readonly exp: number;
  /** The request's id. */
  readonly jti: string;
  /** Method of the request. */
  readonly htm: string;
  /** Host that the client asked for: the only public host an origin may believe. */
  readonly hth: string;
  /** Path and query exactly as forwarded. */
  readonly htu: string;
  /** Client address. */
  readonly cip?: string;
  /** Route id. */
  readonly rid: string;
  /** Digest of the rules. */
  readonly rul: string;
}

/** Claims of a session grant: an origin's word that a user has signed in. */
export interface GrantClaims {
  /** Origin id. */
  readonly iss: string;
  /** Gateway id. */
  readonly aud: string;
  /** `jti` of the context that it answers. */
  readonly jti: string;
  readonly sub: string;
  readonly tid: string;
  readonly roles: readonly string[];
  readonly amr: readonly string[];
  readonly auth_time: number;
  readonly iat: number;
  readonly exp: number;
  readonly not_before?: number;
  readonly not_after?: number;
  readonly act?: Actor;
}
