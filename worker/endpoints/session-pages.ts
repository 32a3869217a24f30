import { endpointPath, GATEWAY_PREFIX, idleEndOf, PEEK, type Session } from '@portcullis/rules/engine';
import { clientTimeZone } from '../core/headers/index.ts';
import {
  choosePage,
  type ProviderLink,
  type SessionPageFacts,
  secondsToNextSessionPage,
  sessionPage,
  signedOutPage,
  textsFor,
} from '../core/pages/index.ts';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import { waysOn } from '../pipeline/page-request.ts';
import type { EndpointContext } from './endpoint.ts';

/** Who is signed in, and until when. The browser loads the page again when it says something else, so that it stays true. */
export function answerSessionPage(context: EndpointContext, session: Session): Response {
  const facts = factsOf(context.env.exchange);
  const { renew } = context.env.exchange.config.engine.policy.session;
  const ending = { ...session, expiresAtSeconds: idleEndOf(session, renew) };
  const seconds = secondsToNextSessionPage(ending, facts);
  // A page that stays open must not keep its session alive.
  const refresh = session.renewal === undefined ? `${seconds}` : `${seconds}; url=${GATEWAY_PREFIX}/session${PEEK}`;
  return context.html(sessionPage(ending, facts), 200, { ...pageHeaders(facts), refresh });
}

/**
 * Answers a form with a page that goes on by itself, and not with a redirect: Chromium (156) holds a redirect for part of the
 * form, and refuses one that leaves what `form-action` of the page allows. That page is the app's, mostly, and may post to its
 * own host alone, as the gateway's pages do.
 * @param onwards where the browser goes at once; `null`: it stays
 */
export function answerSignedOutPage(context: EndpointContext, onwards: string | null): Response {
  const facts = factsOf(context.env.exchange);
  const refresh = onwards === null ? {} : { refresh: `0;url=${onwards}` };
  return context.html(signedOutPage(facts), 200, { ...pageHeaders(facts), ...refresh });
}

/** Which identity provider to sign in by. */
export function answerChoosePage(context: EndpointContext, choices: readonly ProviderLink[]): Response {
  const facts = factsOf(context.env.exchange);
  return context.html(choosePage(choices, facts), 200, pageHeaders(facts));
}

function factsOf(exchange: RoutedExchange): SessionPageFacts {
  const { request, config, id } = exchange;
  return {
    requestId: id,
    texts: textsFor(request.headers.get('accept-language')),
    brand: config.engine.policy.pages ?? null,
    ways: waysOn(exchange),
    timeZone: clientTimeZone(request),
    nowSeconds: Date.now() / 1000,
    signOutPath: endpointPath('signOut'),
  };
}

function pageHeaders({ texts }: SessionPageFacts): Record<string, string> {
  return {
    'cache-control': 'private, no-store',
    'content-language': texts.language,
    vary: 'Accept, Accept-Language, Sec-Fetch-Mode',
  };
}
