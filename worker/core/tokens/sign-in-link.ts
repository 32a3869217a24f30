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
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const page = isRead ? target : pageOf(request.headers.get('referer'), target);
  const back = page === null || isNoPage(page, signInPath) ? '/' : `${page.path}${page.query}`;
  const href = signInHref(signInPath, back);
  return href.length <= MAX_HREF_CHARACTERS ? href : signInHref(signInPath, '/');
}

/** The page that a form was on, if it is of the very host. The client names it, so it is read as any URL of a client's. */
function pageOf(referer: string | null, { scheme, host }: Target): Target | null {
  const page = referer === null ? null : canonicalTarget(referer);
  return page === null || 'reason' in page || page.scheme !== scheme || page.host !== host ? null : page;
}

function isNoPage({ path }: Target, signInPath: string): boolean {
  return path === signInPath || path.startsWith(`${GATEWAY_PREFIX}/`);
}

/** The link itself. No text of `returnTo` can break out of an attribute. */
export function signInHref(signInPath: string, returnTo: string): string {
  return `${signInPath}?next=${encodeURIComponent(returnTo)}`.replaceAll("'", '%27');
}
