import type { ContentClass, ResponsePlan, ResponsePolicy } from '../../policy/index.ts';
import { enforcedHeaders } from './enforced-headers.ts';
import { observedHeaders } from './observed-headers.ts';
import type { HeaderSettings } from './policy.ts';
import { type ClassedHeaders, EVERYWHERE } from './sent-header.ts';

/** Compiles the headers of a route: each class of content gets those that mean something to it. */
export function responsePolicy(settings: HeaderSettings, { hsts, observed }: ResponseScope): ResponsePolicy {
  const headers = observed ? observedHeaders(settings) : enforcedHeaders(settings, hsts);
  // Without `nosniff`, a browser may make a page of anything.
  const isSniffed = !observed && settings.contentTypeOptions !== 'nosniff';
  const plan = (content: ContentClass): ResponsePlan => planOf(headers, isSniffed ? 'page' : content);
  return {
    plans: {
      page: plan('page'),
      code: plan('code'),
      data: plan('data'),
      media: plan('media'),
      unchanged: unchangedPlan(headers),
    },
    nonce: settings.nonce,
  };
}

/** What the rules say once for all routes, and how the route is in force. */
export interface ResponseScope {
  /** Value of `Strict-Transport-Security`; `origin`: the origin's own stands; `none`: none goes out. */
  readonly hsts: string;
  /** The route only observes its headers: what could break a page is reported on, or left out. */
  readonly observed: boolean;
}

function planOf({ sent, removes }: ClassedHeaders, content: ContentClass): ResponsePlan {
  return { removes, sets: sent.filter(({ on }) => on.includes(content)).map(({ step }) => step) };
}

/**
 * A cache takes over the headers of a 304 in place of the headers stored with the page (RFC 9111 section 3.2): a policy in
 * it would replace the page's own, so none is sent.
 */
function unchangedPlan({ sent, removes }: ClassedHeaders): ResponsePlan {
  const governed = sent.filter(({ on }) => on !== EVERYWHERE).map(({ step }) => step.name);
  return {
    removes: [...new Set([...removes, ...governed])],
    sets: sent.filter(({ on }) => on === EVERYWHERE).map(({ step }) => step),
  };
}
