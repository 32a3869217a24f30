import type { PublicAnswer } from '@portcullis/rules/engine';
import { REFUSAL_TEXT } from './refusal-text.ts';

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}main{max-width:34rem;padding:2rem}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .75rem}p{margin:0 0 1rem}a{color:LinkText}a.button{display:inline-block;padding:.5rem 1rem;border:1px solid currentColor;border-radius:.4rem;text-decoration:none}a:focus-visible{outline:3px solid Highlight;outline-offset:2px}small{opacity:.75}code{font:.875rem ui-monospace,monospace;overflow-wrap:anywhere}';

/** Source expression of the page's one style sheet in the gateway's CSP; a test compares it with the sheet. */
export const STYLE_HASH = 'sha256-3Cg61FoKrxv9Fe25BbdB6lQoXDScHCc+aFfU959JMa8=';

/** The page that a browser shows for a refusal. Nothing in it comes from the request but the path to return to, encoded. */
export function refusalPage(answer: PublicAnswer, requestId: string, signInHref: string | null): string {
  const { title, hint } = REFUSAL_TEXT[answer.code];
  const link = signInHref === null ? '' : `<p><a class="button" href="${signInHref}">Sign in</a></p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${hint}</p>${link}<p><small>Status ${answer.status} · request <code>${requestId}</code></small></p></main></body></html>`;
}

/** Link to the sign-in page that leads back to where the reader wanted to go. */
export function signInHref(signInPath: string, returnTo: string): string {
  return `${signInPath}?next=${encodeURIComponent(returnTo)}`.replaceAll("'", '%27');
}
