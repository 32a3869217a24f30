import type { NonceDelivery } from '@portcullis/rules/policy';
import { isWholePage } from './whole-page.ts';

/** Encodings whose names the rewriter knows. */
const KNOWN_TYPE = /^text\/html\s*(?:;\s*charset\s*=\s*"?(?:utf-8|us-ascii|iso-8859-1|windows-1252)"?\s*)?$/i;

/** Elements whose nonce a policy reads (HTML section 4.2). By name, since attributes of all others need no reading then. */
const NONCED_ELEMENTS = ['script', 'style', 'link'];

/** Whether the gateway reads the body of the route's pages, which must then come whole and without an encoding. */
export function readsPages(delivery: NonceDelivery | null): boolean {
  return delivery?.kind === 'placeholder';
}

/** What changes in a page. */
export interface PageChanges {
  readonly delivery: NonceDelivery | null;
  readonly nonce: string | null;
  /** HTML for the beginning of the body, in ASCII; `null`: none. */
  readonly banner: string | null;
}

/**
 * Puts the nonce of the response where the origin left the placeholder in `nonce` attributes of scripts, styles and links,
 * and the banner where the body begins, while the page streams. Everything else keeps its bytes. Pages that cannot be read
 * stay as they are: the policy then stops their scripts.
 */
export function changedPage(response: Response, { delivery, nonce, banner }: PageChanges): Response {
  const placeholder = delivery?.kind === 'placeholder' && nonce !== null ? delivery.text : null;
  if (response.body === null || (placeholder === null && banner === null) || !isWholePage(response)) return response;
  const rewriter = new HTMLRewriter();
  if (placeholder !== null && nonce !== null) placeNonce(rewriter, placeholder, nonce);
  if (banner !== null) placeBanner(rewriter, banner);
  return KNOWN_TYPE.test(response.headers.get('content-type') ?? '')
    ? rewriter.transform(response)
    : asAscii(rewriter, response);
}

/** The rewriter refuses names of encodings that it does not know. What it changes is ASCII, and the rest keeps its bytes. */
function asAscii(rewriter: HTMLRewriter, response: Response): Response {
  const { body } = rewriter.transform(new Response(response.body, { headers: { 'content-type': 'text/html' } }));
  const changed = new Response(body, response);
  changed.headers.delete('content-length');
  return changed;
}

function placeNonce(rewriter: HTMLRewriter, placeholder: string, nonce: string): void {
  const element = (found: Element): void => {
    found.setAttribute('nonce', nonce);
  };
  for (const name of NONCED_ELEMENTS) rewriter.on(`${name}[nonce="${placeholder}"]`, { element });
}

/** Elements in which a body tag is none, and can be written by a visitor. */
const INERT = ['template', 'select'];

/**
 * Closes what the page may have left open, and shows nothing itself: a comment, an attribute, elements of mere text, templates,
 * lists of options, a table; a paragraph ends all drawings and formulas.
 */
const CLOSING = `<!-- "> '> ]]> -->${[
  'textarea',
  'title',
  'style',
  'script',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  ...INERT,
]
  .map((name) => `</${name}>`)
  .join('')}${'</template>'.repeat(7)}</table><p hidden></p>`;

/** A page without a body tag gets it at its end: before that, nothing says whether the head is over. */
function placeBanner(rewriter: HTMLRewriter, banner: string): void {
  let isPlaced = false;
  let inert = 0;
  for (const name of INERT) {
    rewriter.on(name, {
      element: (element) => {
        if (isPlaced) return;
        try {
          element.onEndTag(() => {
            inert -= 1;
          });
          inert += 1;
        } catch {
          // In a drawing it may close itself, and has no end.
        }
      },
    });
  }
  rewriter
    .on('body', {
      element: (body) => {
        if (isPlaced || inert > 0) return;
        body.prepend(banner, { html: true });
        isPlaced = true;
      },
    })
    .onDocument({
      end: (end) => {
        if (!isPlaced) end.append(`${CLOSING}${banner}`, { html: true });
      },
    });
}
