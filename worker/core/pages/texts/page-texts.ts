import type { PublicCode } from '@portcullis/rules/engine';

/** Languages that pages come in. */
export type PageLanguage = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja';

/** What a page is about. Only members of a suspended tenant learn that it is suspended; its public code is `forbidden`. */
export type PageKind = PublicCode | 'tenant_suspended';

/** What a link on a page does. `up`: to the level above in the address. `confirm`: signs in again with a second factor. */
export type LinkKind = 'home' | 'up' | 'again' | 'signIn' | 'confirm' | 'support';

interface PageText {
  readonly title: string;
  /** What the reader can do. */
  readonly hint: string;
}

/**
 * All that pages say in one language: polite, short, and nothing about rules, roles or other tenants. Plain text: no
 * markup.
 */
export interface PageTexts {
  readonly language: PageLanguage;
  readonly pages: Readonly<Record<PageKind, PageText>>;
  readonly links: Readonly<Record<LinkKind, string>>;
  /** The sentence that says how long to wait; `#` stands for the time, such as "in 40 seconds". */
  readonly wait: string;
  readonly status: string;
  readonly reference: string;
}
