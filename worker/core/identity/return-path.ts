import { canonicalTarget, isGatewayPath, type Target } from '@portcullis/rules/engine';

/** Longer ones leave no room for the rest of an attempt in a cookie. */
export const MAX_RETURN_CHARACTERS = 2000;

const START_PAGE = '/';

/**
 * Where a browser goes on after signing in: path and query of a page at the very host, or its start page where the text names
 * anything else. Read as browsers read a link, so that no spelling leads elsewhere; never one of the gateway's own addresses.
 * @param text not trusted: any link can name it
 */
export function returnPath(text: string | null, { scheme, host }: Pick<Target, 'scheme' | 'host'>): string {
  if (text === null || !text.startsWith('/') || text.length > MAX_RETURN_CHARACTERS) return START_PAGE;
  const origin = `${scheme}://${host}`;
  const url = URL.parse(text, `${origin}/`);
  if (url === null || url.origin !== new URL(origin).origin || url.username !== '' || url.password !== '')
    return START_PAGE;
  const page = canonicalTarget(`${origin}${url.pathname}${url.search}`);
  if ('reason' in page || page.path.startsWith('//') || isGatewayPath(page.path)) return START_PAGE;
  const path = `${page.path}${page.query}`;
  return path.length > MAX_RETURN_CHARACTERS ? START_PAGE : path;
}
