import type { SourceLine } from './source-line.ts';

/** How the gateway's own pages look: a company's name, logo, colour and links. All texts are plain text, not markup. */
export interface PagesRule {
  readonly name: string | null;
  /** A `data:` URL of a checked SVG or PNG. */
  readonly logo: string | null;
  readonly color: PageColor | null;
  readonly support: PageSupport | null;
  /** Shown at the foot of each page; the URLs are `https`. */
  readonly links: readonly PageLink[];
  readonly at: SourceLine;
}

/** The style sheet that gives pages their colour. It is made beforehand, since a page's policy allows it by its hash. */
export interface PageColor {
  /** As written, e.g. `#0b6e4f`. */
  readonly value: string;
  readonly sheet: string;
  /** Source expression of the sheet, e.g. `sha256-…`. */
  readonly hash: string;
}

export type PageSupport =
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'url'; readonly url: string };

export interface PageLink {
  readonly text: string;
  readonly url: string;
}
