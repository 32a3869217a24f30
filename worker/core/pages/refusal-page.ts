import type { PublicAnswer } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { escapeHtml } from './escape-html.ts';
import { pageIcon } from './page-icon.ts';
import { actionLinks, brandLinksHtml, linksHtml, type WaysOn } from './page-links.ts';
import { STYLE } from './page-style.ts';
import type { PageKind, PageTexts } from './texts/index.ts';
import { waitText } from './wait-text.ts';

/** What a page says besides its kind. */
export interface PageFacts {
  readonly requestId: string;
  readonly texts: PageTexts;
  readonly brand: PagesRule | null;
  readonly ways: WaysOn;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfterSeconds: number | null;
}

/** Characters at the beginning of a request id that are enough to read out to support. */
const REFERENCE_CHARACTERS = 8;

/**
 * The page that a browser shows for a refusal. Nothing in it comes from the request but links to its own path, encoded.
 *
 * It does not reload itself when a wait is over: WCAG 2.2.1 lets readers control timing, a screen reader would start again,
 * and everyone with the same waiting time would come back in the same second.
 */
export function refusalPage(answer: PublicAnswer, kind: PageKind, facts: PageFacts): string {
  const { texts, brand, ways, retryAfterSeconds } = facts;
  const { title, hint } = texts.pages[kind];
  const text = retryAfterSeconds === null ? hint : waitText(texts, retryAfterSeconds);
  const actions = linksHtml(actionLinks(answer, kind, ways), texts);
  return (
    `<!doctype html><html lang="${texts.language}" dir="ltr">${head(title, brand)}<body>${brand === null ? '' : header(brand)}` +
    `<main>${pageIcon(kind)}<h1>${title}</h1><p>${text}</p>${actions === '' ? '' : `<p class="actions">${actions}</p>`}</main>` +
    `${footer(answer, facts)}</body></html>`
  );
}

function head(title: string, brand: PagesRule | null): string {
  const name = brand?.name ? ` · ${escapeHtml(brand.name)}` : '';
  const color = brand?.color ? `<style>${brand.color.sheet}</style>` : '';
  return (
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">' +
    `<title>${title}${name}</title><style>${STYLE}</style>${color}</head>`
  );
}

function header({ name, logo }: PagesRule): string {
  const text = name === null ? '' : escapeHtml(name);
  const shown = logo === null ? text : `<img src="${escapeHtml(logo)}" alt="${text}">`;
  return shown === '' ? '' : `<header>${shown}</header>`;
}

function footer({ status }: PublicAnswer, { requestId, texts, brand }: PageFacts): string {
  const [short, rest] = [requestId.slice(0, REFERENCE_CHARACTERS), requestId.slice(REFERENCE_CHARACTERS)];
  const links = brand === null ? '' : brandLinksHtml(brand, `${status} ${requestId}`, texts);
  return (
    `<footer>${links === '' ? '' : `<p class="links">${links}</p>`}` +
    `<p>${texts.status} ${status} · ${texts.reference} <code><b>${short}</b>${rest}</code></p></footer>`
  );
}
