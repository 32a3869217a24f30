/** Longest role cookie that is looked at. Browsers stop at 4096 bytes for name, value and attributes. */
export const MAX_ROLE_COOKIE_CHARACTERS = 4096;
/** Longest text in a session's claims, such as its user. */
export const MAX_SESSION_TEXT = 256;
/** Most roles, and most authentication methods, of a session. */
export const MAX_SESSION_VALUES = 64;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * A text that may serve as an id or a name: 1 to 256 characters without controls or line separators, so that it stays on
 * its line of a log.
 */
export function isSessionText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_SESSION_TEXT && !CONTROL.test(value);
}

/** Begins the user ids of machines, and of nothing else, so that an app can recognise a machine. */
const MACHINE_PREFIX = 'token:';

/** Whether a text may be the id of a person: as {@link isSessionText}, and not that of a machine. */
export function isUserId(value: unknown): value is string {
  return isSessionText(value) && !value.startsWith(MACHINE_PREFIX);
}

/** Whether a person's id has the form that tenants' own providers have for themselves. */
const OF_TENANT_PROVIDER = /^https?:\/\/[^#]*#/;

/**
 * Whether the rules' own sources (providers, login services, apps) may name a person so: as {@link isUserId}, and not as
 * {@link tenantProviderUser} does.
 */
export function isUserIdOfRules(value: unknown): value is string {
  return isUserId(value) && !OF_TENANT_PROVIDER.test(value);
}

/** The id of a person of a tenant's own provider: no two issuers give the same one, since an issuer holds no `#`. */
export function tenantProviderUser(issuer: string, name: string): string {
  return `${issuer}#${name}`;
}

/** The user as which a machine's token counts. @param name of the token */
export function machineUser(name: string): string {
  return `${MACHINE_PREFIX}${name}`;
}
