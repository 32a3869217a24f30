/** Names on the wire between client, gateway and origin. */

/** Request header in which the gateway sends the signed tenant context to the origin. */
export const CONTEXT_HEADER = 'portcullis-context';
/** Response header in which an origin hands a session grant, or the word `end`, to the gateway. */
export const SESSION_HEADER = 'portcullis-session';
/** Value of {@link SESSION_HEADER} that ends the session. */
export const SESSION_END = 'end';

/** JWS `typ` of each token, so that none can stand in for another (RFC 8725 section 3.11). */
export const TOKEN_TYPE = {
  /** The role cookie: a session, signed by the gateway for itself. */
  role: 'role+jwt',
  /** The tenant context, signed by the gateway for an origin. */
  context: 'tenant-context+jwt',
  /** A session grant, signed by an origin for the gateway. */
  grant: 'session-grant+jwt',
  /** A call of the admin API, signed by an operator or an origin. */
  admin: 'admin+jwt',
} as const;

/** Longest life of a tenant context and of a session grant. */
export const CONTEXT_LIFETIME_SECONDS = 60;
/** How far clocks of machines that sign or verify tokens may be apart. An origin may set another tolerance. */
export const CLOCK_SKEW_SECONDS = 5;
/** Longest path and query that a context holds as they are (`htu`); a longer one it names by its digest (`htd`). */
export const MAX_PLAIN_TARGET_CHARACTERS = 1024;
/** Longest life of an admin token. */
export const ADMIN_LIFETIME_SECONDS = 300;
