import { GATEWAY_PREFIX, isRouted, type Refusal, sessionOf, type Target } from '@portcullis/rules/engine';
import { type AskedProof, proofFor } from '../core/identity/index.ts';
import { textsFor, type WaysOn } from '../core/pages/index.ts';
import type { RefusalPageRequest } from '../core/refusals/index.ts';
import { backLink, newNonce, signInLink, wantedPage } from '../core/tokens/index.ts';
import { type Exchange, isRoutedExchange } from './exchange.ts';
import { providerHref, providersFor } from './provider-choice.ts';

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
    ways: waysOn(exchange, proofFor(refusal)),
    nonce: newNonce(),
  };
}

/** Where the reader of any page can go on. */
export function waysOn(exchange: Exchange, proof: AskedProof | null = null): WaysOn {
  const { request, decision } = exchange;
  const target = decision?.request.target;
  return {
    signInHref: target ? signInHref(exchange, target, proof) : null,
    homeHref: target?.path === '/' && target.query === '' ? null : '/',
    backHref: target ? backLink(request, target) : null,
    upHref: target ? upLink(target) : null,
    canAskAgain: request.method === 'GET',
  };
}

/** To the providers of the route; else to the app's own page; else to the providers of the host. */
function signInHref(exchange: Exchange, target: Target, proof: AskedProof | null): string | null {
  const { request, config, decision } = exchange;
  const own = signInLink(config?.engine.routesAt(decision?.host?.pattern ?? null).signInPath ?? null, request, target);
  if (!isRoutedExchange(exchange) || (exchange.decision.route.providers.length === 0 && own !== null)) return own;
  const page = wantedPage(request, target);
  const returnTo = page === null ? '/' : `${page.path}${page.query}`;
  const choices = providersFor(exchange, exchange.decision.route.providers, proof);
  const href = providerHref(choices, { returnTo, proof });
  return href === null || href.length > MAX_HREF_CHARACTERS ? own : href;
}

/** The path's parent, without its query; `null` where that is the start page, or one of the gateway's own addresses. */
function upLink({ path }: Target): string | null {
  if (path.startsWith(`${GATEWAY_PREFIX}/`)) return null;
  const parent = path.slice(0, path.lastIndexOf('/', path.length - 2));
  return parent === '' || parent.length > MAX_HREF_CHARACTERS ? null : parent;
}
