import { endpointPath, hardEndOf, type Session, sessionOf } from '@portcullis/rules/engine';
import { type ActingSession, actAsBanner, allowBanner } from '../core/act-as/index.ts';
import { isWholePage } from '../core/messages/index.ts';
import { textsFor, wantsPage } from '../core/pages/index.ts';
import type { RoutedExchange } from './exchange.ts';

/** The session of a request for a page, if one person acts as another in it: the page is to say so. */
export function actingSession({ decision, request }: RoutedExchange): ActingSession | null {
  const session = sessionOf(decision);
  if (session === null || !isActing(session) || decision.route.actAsBanner === 'none') return null;
  if (!wantsPage(request.headers)) return null;
  // A page of this host frames it, and has the banner itself.
  const { fetchDest, fetchSite } = decision.request;
  return fetchSite === 'same-origin' && fetchDest?.includes('frame') ? null : session;
}

function isActing(session: Session): session is ActingSession {
  return session.actAs !== null;
}

/**
 * The banner for a page, `null` for an answer that is none. Another page goes out than the one that validators are of.
 * Changes the response's headers.
 */
export function bannerOf(
  { decision, request }: RoutedExchange,
  response: Response,
  session: ActingSession,
): string | null {
  if (!isWholePage(response)) return null;
  const { headers } = response;
  const { scheme, host } = decision.request.target;
  for (const name of ['etag', 'last-modified', 'content-length']) headers.delete(name);
  return actAsBanner({
    actor: session.actAs.sub,
    user: session.user,
    expiresAtSeconds: hardEndOf(session),
    nowSeconds: Date.now() / 1000,
    texts: textsFor(request.headers.get('accept-language')),
    canEnd: allowBanner(headers, `${scheme}://${host}${endpointPath('signOut')}`),
  });
}
