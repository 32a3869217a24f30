import { ROLE_COOKIE } from './role-cookie.ts';

/**
 * Hardens a Set-Cookie of the origin's: `Secure` always, `SameSite=Lax` where it says nothing, and no `Domain`, so that
 * the cookie belongs to the host that the client asked for and to no sibling tenant's.
 * @returns `null` where the origin tries to set the gateway's own cookie
 */
export function hardenSetCookie(value: string): string | null {
  const [pair = '', ...attributes] = value.split(';').map((part) => part.trim());
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  if (name.toLowerCase() === ROLE_COOKIE.toLowerCase() || pair.toLowerCase().includes(`${ROLE_COOKIE.toLowerCase()}=`))
    return null;
  const kept = attributes.filter((attribute) => attribute !== '' && !/^(?:domain(?:\s*=|$)|secure$)/i.test(attribute));
  const sameSite = kept.some((attribute) => /^samesite\s*=/i.test(attribute)) ? [] : ['SameSite=Lax'];
  return [pair, ...kept, 'Secure', ...sameSite].join('; ');
}
