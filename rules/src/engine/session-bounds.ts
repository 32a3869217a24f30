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
 * its line of a log; and without half a character (a lone surrogate), which two texts could have in common once they are bytes.
 */
export function isSessionText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= MAX_SESSION_TEXT &&
    !CONTROL.test(value) &&
    value.isWellFormed()
  );
}

/** Of a part of a key in shared state, encoded: a key has room for two of them, a tenant and an id besides. */
const MAX_KEY_PART = 400;
/** What one character is at most, encoded: three bytes, of three characters each. */
const MAX_ENCODED = 9;

/** Whether a text from outside can be a part of a key in shared state: as {@link isSessionText}, and short when it is encoded. */
export function isKeyPart(value: unknown): value is string {
  return (
    isSessionText(value) && (value.length * MAX_ENCODED <= MAX_KEY_PART || encodePart(value).length <= MAX_KEY_PART)
  );
}

/** Of any text, one that consists of letters, digits, `-`, `_`, `.`, `~` and `%` alone. Throws on half a character. */
export function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Begins the user ids of machines, and of nothing else, so that an app can recognise a machine. */
const MACHINE_PREFIX = 'token:';

/** Whether a text may be the id of a person: as {@link isKeyPart}, and not that of a machine. */
export function isUserId(value: unknown): value is string {
  return isKeyPart(value) && !value.startsWith(MACHINE_PREFIX);
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
