import { type Access, SAFE_METHODS } from '../policy/index.ts';
import { DEVICE_ROUTES, REPORTS_ROUTE } from './built-in.ts';
import { corsAnswer, decidePreflight, isCrossOrigin, ownOrigin } from './cors.ts';
import { type Identified, lineOf, sessionOf } from './decision.ts';
import type { RequestFacts } from './facts.ts';
import { navigatesTop, takesForm } from './form-posts.ts';
import { type Refusal, refuse } from './reasons/index.ts';

/** Which other sites may cause this request: those that the route's `cors` names, and links to pages. */
export function decideCrossSite(decision: Identified): Refusal | null {
  const { request, route } = decision;
  if (decision.preflight) return decidePreflight(decision, lineOf(route, 'cors'));
  if (corsAnswer(decision) !== null || takesForm(decision)) return null;
  // No browser sends a bearer token by itself: a page that can send it has it.
  if (sessionOf(decision)?.token?.scheme === 'bearer') return null;
  // Browsers send reports of a sandboxed page without its origin. They read no session, and change none.
  if (route.id === REPORTS_ROUTE) return null;
  // Browsers renew what a link of another site leads to, too. No page can make the proof.
  if (DEVICE_ROUTES.has(route.id)) return null;
  return decideForeign(request, route.access, route.at);
}

/**
 * Keeps other sites, sibling tenants' hosts among them, from using a visitor's session: Fetch Metadata where the browser
 * sends it, `Origin` where not. A client that sends neither is not a browser, and forging a request from it needs the cookie.
 */
function decideForeign(request: RequestFacts, access: Access, at: string): Refusal | null {
  if (request.upgradesToWebSocket) {
    const same = request.origin === ownOrigin(request) && isOwnSite(request.fetchSite);
    return same
      ? null
      : refuse('websocket_origin', at, { detail: request.origin === null ? 'no Origin' : 'other Origin' });
  }
  const changes = !SAFE_METHODS.has(request.method);
  // Reading a public answer across sites is the page's own business (CORP and CORS hold); with a session it is not.
  if (!changes && access.kind === 'public') return null;
  if (isOwnSite(request.fetchSite)) return namesOther(request) ? refuse('cross_site', at, { detail: 'Origin' }) : null;
  if (changes) return refuse('cross_site', at, { detail: 'Sec-Fetch-Site' });
  return navigatesTop(request) ? null : refuse('cross_site', at, { detail: 'subresource of another site' });
}

/**
 * Whether `Origin` names another page. Browsers without Fetch Metadata send it with what a script reads, and never with a
 * link. A page with `no-referrer` posts with `Origin: null`; Fetch Metadata then vouches for it.
 */
function namesOther(request: RequestFacts): boolean {
  return isCrossOrigin(request) && !(request.origin === 'null' && request.fetchSite !== null);
}

function isOwnSite(fetchSite: string | null): boolean {
  return fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none';
}
