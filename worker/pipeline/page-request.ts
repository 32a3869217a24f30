import { GATEWAY_PREFIX, isRouted, type Refusal, sessionOf, type Target } from '@portcullis/rules/engine';
import { textsFor, type WaysOn } from '../core/pages/index.ts';
import type { RefusalPageRequest } from '../core/refusals/index.ts';
import { backLink, newNonce, signInLink } from '../core/tokens/index.ts';
import type { Exchange } from './exchange.ts';

/** Longer links would not be served. */
const MAX_HREF_CHARACTERS = 4096;

/** What a refusal's page depends on. Of the request, only its language and addresses of its own host reach the page. */
export function pageRequest(exchange: Exchange, refusal: Refusal): RefusalPageRequest {
  const { request, config, decision } = exchange;
  return {
    texts: textsFor(request.headers.get('accept-language')),
    // Who asks for a host by guess does not learn whose gateway answers.
    brand: refusal.reason === 'unknown_host' ? null : (config?.engine.policy.pages ?? null),
    toMember: decision !== null && isRouted(decision) && sessionOf(decision) !== null,
    ways: waysOn(exchange),
    nonce: newNonce(),
  };
}

/** Where the reader of any page can go on. */
export function waysOn({ request, config, decision }: Exchange): WaysOn {
  const target = decision?.request.target;
  const signInPath = config?.engine.routesAt(decision?.host?.pattern ?? null).signInPath ?? null;
  return {
    signInHref: target ? signInLink(signInPath, request, target) : null,
    homeHref: target?.path === '/' && target.query === '' ? null : '/',
    backHref: target ? backLink(request, target) : null,
    upHref: target ? upLink(target) : null,
    canAskAgain: request.method === 'GET',
  };
}

/** The path's parent, without its query; `null` where that is the start page, or one of the gateway's own addresses. */
function upLink({ path }: Target): string | null {
  if (path.startsWith(`${GATEWAY_PREFIX}/`)) return null;
  const parent = path.slice(0, path.lastIndexOf('/', path.length - 2));
  return parent === '' || parent.length > MAX_HREF_CHARACTERS ? null : parent;
}
