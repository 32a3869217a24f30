import { GATEWAY_PREFIX, isRouted, type Refusal, sessionOf, type Target } from '@portcullis/rules/engine';
import { type RefusalPageRequest, textsFor } from '../core/refusals/index.ts';
import { signInLink } from '../core/tokens/index.ts';
import type { Exchange } from './exchange.ts';

/** Longer links would not be served. */
const MAX_HREF_CHARACTERS = 4096;

/** What a refusal's page depends on. Of the request, only its language and its own address reach the page. */
export function pageRequest({ request, config, decision }: Exchange, refusal: Refusal): RefusalPageRequest {
  const engine = config?.engine ?? null;
  const target = decision?.request.target;
  return {
    texts: textsFor(request.headers.get('accept-language')),
    // Who asks for a host by guess does not learn whose gateway answers.
    brand: refusal.reason === 'unknown_host' ? null : (engine?.policy.pages ?? null),
    toMember: decision !== null && isRouted(decision) && sessionOf(decision) !== null,
    ways: {
      signInHref: target ? signInLink(engine?.signInPath ?? null, request, target) : null,
      upHref: target ? upLink(target) : null,
      canAskAgain: request.method === 'GET',
    },
  };
}

/** The path's parent, without its query; `null` where that is the start page, or one of the gateway's own addresses. */
function upLink({ path }: Target): string | null {
  if (path.startsWith(`${GATEWAY_PREFIX}/`)) return null;
  const parent = path.slice(0, path.lastIndexOf('/', path.length - 2));
  return parent === '' || parent.length > MAX_HREF_CHARACTERS ? null : parent;
}
