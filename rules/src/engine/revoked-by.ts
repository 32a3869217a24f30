/** What can be revoked, narrowest first: one session, all of a user, all of a tenant, or all there are. */
export const REVOKED_BY = ['session', 'user', 'tenant', 'everyone'] as const;

/** What revoked a session. */
export type RevokedBy = (typeof REVOKED_BY)[number];
