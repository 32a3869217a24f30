import type { PublicAnswer } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { escapeHtml } from './escape-html.ts';
import type { LinkKind, PageKind, PageTexts } from './texts/index.ts';

/** Where a reader can go on from a page. */
export interface WaysOn {
  /** To the page to sign in; `null` where the rules have none. */
  readonly signInHref: string | null;
  /** To the start page; `null` where this is its address. */
  readonly homeHref: string | null;
  /** To the page that the reader came from; `null` where that is not known, or is none of this host. */
  readonly backHref: string | null;
  /** To the level above in the address; `null` where there is none. */
  readonly upHref: string | null;
  /** Whether asking again repeats nothing but reading. */
  readonly canAskAgain: boolean;
}

/** Where a sign-in by a provider starts, and the provider's name in the rules. */
export interface ProviderLink {
  readonly id: string;
  readonly href: string;
}

export type Link = readonly [kind: LinkKind, href: string];

/** The address of the page itself: it needs no part of the request. */
const SAME = '';
const MAY_PASS_LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What the reader can do, the most useful first. A host that is not known has no home, and one that is closed is none. */
export function actionLinks(answer: PublicAnswer, kind: PageKind, ways: WaysOn): readonly Link[] {
  const { signInHref, homeHref, upHref, canAskAgain } = ways;
  if (kind === 'unknown_host' || kind === 'tenant_suspended') return [];
  if (answer.status === 401) {
    const home = link('home', homeHref);
    if (signInHref === null) return home;
    if (kind === 'step_up_required') return [['confirm', signInHref], ...home];
    return kind === 'sign_in_again' ? [['signInAgain', signInHref], ...home] : [['signIn', signInHref]];
  }
  if (kind === 'sign_in_expired') return [...link('signInAgain', signInHref), ...link('home', homeHref)];
  const onwards = homeAndBack(ways);
  if (MAY_PASS_LATER.has(answer.status)) return canAskAgain ? [['again', SAME], ...onwards] : onwards;
  return ways.backHref === null ? [...onwards, ...link('up', upHref)] : onwards;
}

/** Ways on that every page has. */
export function homeAndBack({ homeHref, backHref }: WaysOn): readonly Link[] {
  return [...link('home', homeHref), ...link('back', backHref)];
}

function link(kind: LinkKind, href: string | null): readonly Link[] {
  return href === null ? [] : [[kind, href]];
}

/** Links as HTML. */
export function linksHtml(links: readonly Link[], texts: PageTexts): string {
  return links.map(([kind, href]) => linkHtml(href, texts.links[kind])).join('');
}

/** Links to sign in by one of several providers, as HTML. */
export function providerLinksHtml(choices: readonly ProviderLink[], texts: PageTexts): string {
  return choices
    .map(({ id, href }) =>
      linkHtml(
        href,
        texts.signInWith.replace('#', () => id),
      ),
    )
    .join('');
}

/** A button that posts, as HTML: what it does changes something. */
export function buttonHtml(kind: LinkKind, path: string, texts: PageTexts): string {
  return `<form method="post" action="${escapeHtml(path)}"><button>${texts.links[kind]}</button></form>`;
}

/** The company's own links, with its support first. A message to it begins with what support needs to find the request. */
export function brandLinksHtml(brand: PagesRule, subject: string, texts: PageTexts): string {
  const { support, links } = brand;
  const help = support === null ? '' : linkHtml(supportHref(support, subject), texts.links.support);
  return help + links.map(({ url, text }) => linkHtml(url, text)).join('');
}

function supportHref(support: NonNullable<PagesRule['support']>, subject: string): string {
  return support.kind === 'url' ? support.url : `mailto:${support.email}?subject=${encodeURIComponent(subject)}`;
}

function linkHtml(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
}
