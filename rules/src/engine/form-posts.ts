import { isCrossOrigin } from './cors.ts';
import type { Routed } from './decision.ts';
import type { RequestFacts } from './facts.ts';

/** Destinations by which a page can frame or embed what looks like a navigation. */
const EMBEDDING = new Set(['embed', 'object', 'fencedframe', 'frame', 'iframe']);

/** Whether the browser says that the whole window goes where the request does. */
export function navigatesTop({ fetchMode, fetchDest }: RequestFacts): boolean {
  return fetchMode === 'navigate' && !EMBEDDING.has(fetchDest ?? '');
}

/**
 * Whether a page of another site sends a form that the route takes from it, as identity providers do (SAML's POST binding,
 * OpenID Connect's `form_post`). Such a request has no session: a page that could act by one would be any attacker's.
 */
export function takesForm({ route, request }: Pick<Routed, 'route' | 'request'>): boolean {
  const { formPosts } = route;
  if (formPosts.length === 0 || request.method !== 'POST' || !request.postsForm || !isCrossOrigin(request))
    return false;
  if (formPosts !== 'any' && !formPosts.includes(request.origin ?? '')) return false;
  // Browsers too old for Fetch Metadata send `Origin` alone.
  if (request.fetchSite === null) return true;
  return (request.fetchSite === 'cross-site' || request.fetchSite === 'same-site') && navigatesTop(request);
}
