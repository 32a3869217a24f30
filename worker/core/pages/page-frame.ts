import type { PagesRule } from '@portcullis/rules/policy';
import { escapeHtml } from './escape-html.ts';
import { pageIcon } from './page-icon.ts';
import { brandLinksHtml } from './page-links.ts';
import { STYLE } from './page-style.ts';
import type { PageKind, PageTexts } from './texts/index.ts';

/** Parts of a page, as HTML but for `subject`. */
export interface PageParts {
  readonly kind: PageKind;
  readonly texts: PageTexts;
  readonly brand: PagesRule | null;
  /** What stands below the title. */
  readonly content: string;
  /** What the reader can do; empty where that is nothing. */
  readonly actions: string;
  /** The last line; empty where there is none. */
  readonly reference: string;
  /** Plain text: subject of a message to support. */
  readonly subject: string;
  /** A style sheet of this very page. */
  readonly sheet: string;
}

/** A whole page: every page of the gateway has this form. */
export function pageHtml({ kind, texts, brand, content, actions, reference, subject, sheet }: PageParts): string {
  const { title } = texts.pages[kind];
  const links = brand === null ? '' : brandLinksHtml(brand, subject, texts);
  const foot = (links === '' ? '' : `<p class="links">${links}</p>`) + reference;
  return (
    `<!doctype html><html lang="${texts.language}" dir="ltr">${head(title, brand, sheet)}<body>${brand === null ? '' : header(brand)}` +
    `<main>${pageIcon(kind)}<h1>${title}</h1>${content}${actions === '' ? '' : `<div class="actions">${actions}</div>`}</main>` +
    `${foot === '' ? '' : `<footer>${foot}</footer>`}</body></html>`
  );
}

function head(title: string, brand: PagesRule | null, sheet: string): string {
  const name = brand?.name ? ` · ${escapeHtml(brand.name)}` : '';
  const color = brand?.color ? `<style>${brand.color.sheet}</style>` : '';
  return (
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">' +
    `<title>${title}${name}</title><style>${STYLE}</style>${color}${sheet}</head>`
  );
}

function header({ name, logo }: PagesRule): string {
  const text = name === null ? '' : escapeHtml(name);
  const shown = logo === null ? text : `<img src="${escapeHtml(logo)}" alt="${text}">`;
  return shown === '' ? '' : `<header>${shown}</header>`;
}
