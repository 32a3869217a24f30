/** The user who acts in another's name (impersonation), and why. Shape of the `act` claim (RFC 8693 section 4.1). */
export interface Actor {
  /** Id of who really acts. */
  readonly sub: string;
  /** Why, in words, as it was given when the session was opened. */
  readonly reason: string;
}

/** The key of the browser that a session is bound to. Shape of the `cnf` claim (RFC 7800 section 3.1, RFC 9449 section 6.1). */
export interface Confirmation {
  /** SHA-256 thumbprint of the public key (RFC 7638), base64url. */
  readonly jkt: string;
}

/** What the gateway knows of a signed-in user. Times are NumericDate seconds (RFC 7519 section 2). */
export interface SessionClaims {
  /** The user's id. */
  readonly sub: string;
  /** The tenant whose session it is. */
  readonly tid: string;
  /** Roles of the rules. */
  readonly roles: readonly string[];
  /** The session's id. */
  readonly sid: string;
  /** When the session was issued. */
  readonly iat: number;
  /** The session counts from then on. */
  readonly nbf?: number;
  /** The session ends then. */
  readonly exp: number;
  /** When the user has signed in. */
  readonly auth_time: number;
  /** RFC 8176 authentication methods, e.g. `["pwd", "otp"]`. */
  readonly amr: readonly string[];
  /** Who really acts, where the user is impersonated. */
  readonly act?: Actor;
  /** The browser's key, where the session is bound to one. */
  readonly cnf?: Confirmation;
}

/** Claims of a tenant context: who asks, and for exactly which request. `sub` to `auth_time` are absent for anonymous requests. */
export interface ContextClaims {
  /** Version of these claims. */
  readonly v: 1;
  /** The gateway's id. */
  readonly iss: string;
  /** The origin's id. */
  readonly aud: string;
  /** The user's id. */
  readonly sub?: string;
  /** The tenant: the session's, or the one that the URL's host names. */
  readonly tid?: string;
  /** Roles of the session. */
  readonly roles?: readonly string[];
  /** The session's id. */
  readonly sid?: string;
  /** RFC 8176 authentication methods of the session. */
  readonly amr?: readonly string[];
  /** When the user has signed in, in seconds since 1970. */
  readonly auth_time?: number;
  /** Who really acts, where the user is impersonated. */
  readonly act?: Actor;
  /** The browser's key, where the session is bound to one: its cookie is renewed for no other. */
  readonly cnf?: Confirmation;
  /** When the context was signed, in seconds since 1970. */
  readonly iat: number;
  /** When it stops counting, in seconds since 1970: 60 seconds after `iat` at most. */
  readonly exp: number;
  /** The request's id. */
  readonly jti: string;
  /** Method of the request. */
  readonly htm: string;
  /** Host that the client asked for: the only public host an origin may believe. */
  readonly hth: string;
  /** Path and query exactly as forwarded. Absent where `htd` is there. */
  readonly htu?: string;
  /** SHA-256 of path and query exactly as forwarded, base64url, where they have more than 1,024 characters. */
  readonly htd?: string;
  /** Client address. */
  readonly cip?: string;
  /** Route id. */
  readonly rid: string;
  /** Digest of the rules. */
  readonly rul: string;
  /** Nonce that the policy of this answer lets scripts and styles have, where the route's rules ask for one. */
  readonly csp_nonce?: string;
}

/** Claims of a session grant: an origin's word that a user has signed in. */
export interface GrantClaims {
  /** Origin id. */
  readonly iss: string;
  /** Gateway id. */
  readonly aud: string;
  /** `jti` of the context that it answers. */
  readonly jti: string;
  /** The user's id. */
  readonly sub: string;
  /** The tenant of the session. */
  readonly tid: string;
  /** Roles of the session. The gateway leaves out those that its rules do not know. */
  readonly roles: readonly string[];
  /** RFC 8176 authentication methods that the origin has checked. */
  readonly amr: readonly string[];
  /** When the user has signed in, in seconds since 1970. */
  readonly auth_time: number;
  /** When the grant was signed, in seconds since 1970. */
  readonly iat: number;
  /** When it stops counting, in seconds since 1970: 60 seconds after `iat` at most. */
  readonly exp: number;
  /** The session counts from then on, in seconds since 1970. */
  readonly not_before?: number;
  /** The session ends then at the latest, in seconds since 1970. */
  readonly not_after?: number;
  /** Moment of a revocation by the origin that the grant follows, so that it does not end the session; seconds since 1970, by the gateway's clock. */
  readonly after?: number;
  /** Who really acts, where the user is impersonated. */
  readonly act?: Actor;
}
