import type { NonceDelivery } from '@portcullis/rules/policy';

/** Types and encodings of HTML that can be read as it streams: all that keep ASCII as it is. */
const HTML = /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i;
const OTHER_ENCODING = /;\s*charset\s*=\s*"?(?!utf-8|us-ascii|iso-8859-1|windows-1252)/i;

/** Elements whose nonce a policy reads (HTML section 4.2). By name, since attributes of all others need no reading then. */
const NONCED_ELEMENTS = ['script', 'style', 'link'];

/** Whether the gateway reads the body of the route's pages, which must then come whole and without an encoding. */
export function readsPages(delivery: NonceDelivery | null): boolean {
  return delivery?.kind === 'placeholder';
}

/**
 * Puts the nonce of the response where the origin left the placeholder in `nonce` attributes of scripts, styles and links in HTML, while it
 * streams.
 * Everything else keeps its bytes. Pages in an encoding that cannot be read stay as they are: the policy then stops their
 * scripts.
 */
export function withPlacedNonce(response: Response, delivery: NonceDelivery | null, nonce: string | null): Response {
  if (delivery?.kind !== 'placeholder' || nonce === null || response.body === null) return response;
  const contentType = response.headers.get('content-type') ?? '';
  if (!HTML.test(contentType) || OTHER_ENCODING.test(contentType)) return response;
  const place = {
    element: (element: Element) => {
      element.setAttribute('nonce', nonce);
    },
  };
  return NONCED_ELEMENTS.reduce(
    (rewriter, name) => rewriter.on(`${name}[nonce="${delivery.text}"]`, place),
    new HTMLRewriter(),
  ).transform(response);
}
