import type { NamingHeader } from '../naming/index.ts';

/** The runtime reads header bytes as UTF-8 and shows this where they are none: the bytes themselves are out of reach. */
const REPLACEMENT = '\ufffd';
/** Part of the role cookie's name in any spelling. */
const ROLE_MARK = '__host-role';

/** Whether a header's value is not the bytes that came: it can be passed on as a whole, but not rewritten. */
export function isUnreadable(value: string): boolean {
  return value.includes(REPLACEMENT);
}

/**
 * A request's header that would have to be rewritten and cannot be: the one that names another resource, or the cookies
 * that the role cookie is taken out of. `null` where there is none.
 */
export function unreadableHeader(cookie: string | null, naming: readonly NamingHeader[]): string | null {
  const named = naming.find(({ value }) => isUnreadable(value));
  if (named !== undefined) return named.name;
  return cookie !== null && isUnreadable(cookie) && cookie.toLowerCase().includes(ROLE_MARK) ? 'cookie' : null;
}
