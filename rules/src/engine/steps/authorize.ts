import type { Access, StepUp } from '../../policy/index.ts';
import type { Decision } from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { RequestFacts, Session } from '../facts.ts';
import { type Refusal, refuse } from '../reason.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Destinations by which a page can frame or embed what looks like a navigation. */
const EMBEDDING = new Set(['embed', 'object', 'fencedframe', 'frame', 'iframe']);

/** Session, who acts, cross-site policy, roles and step-up. */
export function decideAuthorize(_engine: Engine, decision: Decision): Refusal | null {
  const { route, request } = decision;
  if (route === null) return refuse('no_route');
  const { access } = route;
  const crossSite = decideCrossSite(request, access, route.at);
  if (crossSite !== null) return crossSite;
  if (access.kind === 'public') return null;
  switch (decision.session.kind) {
    case 'none':
      return refuse('session_missing', route.at);
    case 'invalid':
      return refuse('session_invalid', route.at, { detail: decision.session.detail });
    case 'verified':
      return decideSession(access, decision.session.session, request, route.at);
  }
}

function decideSession(
  access: Exclude<Access, { kind: 'public' }>,
  session: Session,
  request: RequestFacts,
  at: string,
): Refusal | null {
  if (session.actAs !== null && access.actAs === 'never') return refuse('act_as_never', at);
  if (
    session.actAs !== null &&
    access.actAs === 'read-only' &&
    (!SAFE_METHODS.has(request.method) || request.upgradesToWebSocket)
  ) {
    return refuse('act_as_read_only', at);
  }
  const { roles } = access;
  const opens = roles === 'any' ? session.roles.length > 0 : session.roles.some((role) => roles.includes(role));
  if (!opens)
    return refuse('role_missing', at, { detail: roles === 'any' ? 'any declared role' : `one of ${roles.join(', ')}` });
  return access.stepUp === null ? null : decideStepUp(access.stepUp, session, request.nowSeconds, at);
}

function decideStepUp(stepUp: StepUp, session: Session, nowSeconds: number, at: string): Refusal | null {
  const more = { stepUp: { withinSeconds: stepUp.withinSeconds, methods: stepUp.methods } };
  if (stepUp.methods.length > 0 && !session.methods.some((method) => stepUp.methods.includes(method))) {
    return refuse('authentication_too_weak', at, more);
  }
  return nowSeconds - session.authenticatedAtSeconds <= stepUp.withinSeconds
    ? null
    : refuse('authentication_too_old', at, more);
}

/**
 * Keeps other sites, sibling tenants' hosts among them, from using a visitor's session: Fetch Metadata where the browser
 * sends it, `Origin` where not. A client that sends neither is no browser, and forging a request from it needs the cookie.
 */
function decideCrossSite(request: RequestFacts, access: Access, at: string): Refusal | null {
  if (request.upgradesToWebSocket) {
    const same = request.origin === ownOrigin(request) && isOwnSite(request.fetchSite);
    return same
      ? null
      : refuse('websocket_origin', at, { detail: request.origin === null ? 'no Origin' : 'other Origin' });
  }
  if (!SAFE_METHODS.has(request.method)) {
    if (!isOwnSite(request.fetchSite)) return refuse('cross_site', at, { detail: 'Sec-Fetch-Site' });
    // A page with `no-referrer` posts with `Origin: null`; Fetch Metadata then vouches for it.
    const opaque = request.origin === 'null' && request.fetchSite !== null;
    const foreign = request.origin !== null && request.origin !== ownOrigin(request) && !opaque;
    return foreign ? refuse('cross_site', at, { detail: 'Origin' }) : null;
  }
  // Reading a public answer across sites is the page's own business (CORP and CORS hold); with a session it is not.
  if (access.kind === 'public' || isOwnSite(request.fetchSite)) return null;
  const navigates = request.fetchMode === 'navigate' && !EMBEDDING.has(request.fetchDest ?? '');
  return navigates ? null : refuse('cross_site', at, { detail: 'subresource of another site' });
}

function isOwnSite(fetchSite: string | null): boolean {
  return fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none';
}

function ownOrigin(request: RequestFacts): string {
  return `${request.target.scheme}://${request.target.host}`;
}
