import type { PublicAnswer } from '@portcullis/rules/engine';
import { REFUSAL_TEXT, waitText } from './refusal-text.ts';

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}main{max-width:34rem;padding:2rem}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .75rem}p{margin:0 0 1rem}a{color:LinkText}a.button{display:inline-block;padding:.5rem 1rem;border:1px solid currentColor;border-radius:.4rem;text-decoration:none}a:focus-visible{outline:3px solid Highlight;outline-offset:2px}small{opacity:.75}code{font:.875rem ui-monospace,monospace;overflow-wrap:anywhere}';

/** Source expression of the page's one style sheet in the gateway's CSP; a test compares it with the sheet. */
export const STYLE_HASH = 'sha256-3Cg61FoKrxv9Fe25BbdB6lQoXDScHCc+aFfU959JMa8=';

/** What a page says besides its code. */
export interface PageFacts {
  readonly requestId: string;
  /** `null` where the rules have no page to sign in. */
  readonly signInHref: string | null;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfterSeconds: number | null;
}

/** The page that a browser shows for a refusal. Nothing in it comes from the request but the path to return to, encoded. */
export function refusalPage(answer: PublicAnswer, { requestId, signInHref, retryAfterSeconds }: PageFacts): string {
  const { title, hint } = REFUSAL_TEXT[answer.code];
  const text = retryAfterSeconds === null ? hint : waitText(retryAfterSeconds);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p>${linkOf(answer, signInHref)}<p><small>Status ${answer.status} · request <code>${requestId}</code></small></p></main></body></html>`;
}

/** The one way on: to sign in, to confirm, or home. A host that is not known has no home. */
function linkOf({ status, code }: PublicAnswer, signInHref: string | null): string {
  if (code === 'unknown_host') return '';
  const [href, label] =
    status === 401 && signInHref !== null
      ? [signInHref, code === 'step_up_required' ? 'Confirm your identity' : 'Sign in']
      : ['/', 'Go to the start page'];
  return `<p><a class="button" href="${href}">${label}</a></p>`;
}
