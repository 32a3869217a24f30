import { endpointPath, type Session, visibleText } from '@portcullis/rules/engine';
import { durationText, escapeHtml, type PageTexts } from '../pages/index.ts';
import { BANNER_SCRIPT, BANNER_STYLE } from './banner-assets.ts';

/** A session in which one person acts as another. */
export type ActingSession = Session & { readonly actAs: NonNullable<Session['actAs']> };

/** What the banner says. Names come from tokens and are shown as text. */
export interface BannerFacts {
  readonly actor: string;
  readonly user: string;
  readonly expiresAtSeconds: number;
  readonly nowSeconds: number;
  readonly texts: PageTexts;
  /** Whether the page may send forms. */
  readonly canEnd: boolean;
}

/** The banner as HTML, in ASCII, so that it reads the same in every encoding that keeps ASCII. */
export function actAsBanner({ texts, canEnd, ...facts }: BannerFacts): string {
  const text = sentence(facts, texts);
  const form = canEnd
    ? `<form method="post" action="${endpointPath('signOut')}"><button>${texts.actAs.end}</button></form>`
    : '';
  return ascii(
    `<portcullis-act-as lang="${texts.language}"><template shadowrootmode="open"><style>${BANNER_STYLE}</style>` +
      // Browsers that know no such templates show what stands beside it.
      `<div role="alert"><span>${text}</span>${form}</div></template>${text}</portcullis-act-as><script>${BANNER_SCRIPT}</script>`,
  );
}

function sentence(facts: Omit<BannerFacts, 'texts' | 'canEnd'>, { language, actAs }: PageTexts): string {
  const { actor, user, expiresAtSeconds, nowSeconds } = facts;
  const iso = new Date(expiresAtSeconds * 1000).toISOString();
  const parts: Readonly<Record<string, string>> = {
    actor: `<b><bdi>${escapeHtml(visibleText(actor))}</bdi></b>`,
    user: `<b><bdi>${escapeHtml(visibleText(user))}</bdi></b>`,
    time: `<time datetime="${iso}">${iso.slice(11, 16)} UTC</time>`,
    rest: durationText(language, expiresAtSeconds - nowSeconds),
  };
  return actAs.acting.replaceAll(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
}

function ascii(html: string): string {
  return html.replaceAll(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}
