import { canonicalTarget, GATEWAY_PREFIX, type Target } from '@portcullis/rules/engine';

/** Longer links would not pass on their way back. */
const MAX_HREF_CHARACTERS = 4096;

/**
 * Link to the sign-in page that leads back to where the reader wanted to go: the page itself, or, where a form was sent,
 * the page that it came from. Never to another host.
 * @param signInPath `null` where the rules have no such page
 */
export function signInLink(signInPath: string | null, request: Request, target: Target): string | null {
  if (signInPath === null) return null;
  const page = wantedPage(request, target);
  const back = page === null || page.path === signInPath ? '/' : `${page.path}${page.query}`;
  const href = signInHref(signInPath, back);
  return href.length <= MAX_HREF_CHARACTERS ? href : signInHref(signInPath, '/');
}

/**
 * The page to come back to after signing in: the one that was asked for, or, where a form was sent, the one that it came from;
 * `null` where that is none of the host's own.
 */
export function wantedPage(request: Request, target: Target): Target | null {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const page = isRead ? target : pageBefore(request, target);
  return page === null || isGateways(page) ? null : page;
}

/** Link to the page that the reader came from, if it is another of the very host; `null` otherwise. */
export function backLink(request: Request, target: Target): string | null {
  const page = pageBefore(request, target);
  if (page === null || isGateways(page)) return null;
  const href = `${page.path}${page.query}`;
  const isSame = href === `${target.path}${target.query}`;
  return isSame || href.length > MAX_HREF_CHARACTERS ? null : href;
}

/** The client names it, so it is read as any URL of a client's. No route has said whether it keeps odd spellings. */
function pageBefore(request: Request, { scheme, host }: Target): Target | null {
  const referer = request.headers.get('referer');
  const page = referer === null ? null : canonicalTarget(referer);
  if (page === null || 'reason' in page || page.odd !== undefined) return null;
  return page.scheme === scheme && page.host === host ? page : null;
}

function isGateways({ path }: Target): boolean {
  return path.startsWith(`${GATEWAY_PREFIX}/`);
}

/** The link itself. No text of `returnTo` can break out of an attribute. */
export function signInHref(signInPath: string, returnTo: string): string {
  return `${signInPath}?next=${encodeURIComponent(returnTo)}`.replaceAll("'", '%27');
}
