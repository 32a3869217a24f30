import type { PublicAnswer } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { escapeHtml } from './escape-html.ts';
import type { LinkKind, PageKind, PageTexts } from './texts/index.ts';

/** Where a reader can go on from a page. */
export interface WaysOn {
  /** To the page to sign in; `null` where the rules have none. */
  readonly signInHref: string | null;
  /** To the level above in the address; `null` where there is none. */
  readonly upHref: string | null;
  /** Whether asking again repeats nothing but reading. */
  readonly canAskAgain: boolean;
}

type Link = readonly [kind: LinkKind, href: string];

const HOME: Link = ['home', '/'];
/** The address of the page itself: it needs no part of the request. */
const SAME = '';
const MAY_PASS_LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What the reader can do, the most useful first. A host that is not known has no home, and one that is closed is none. */
export function actionLinks(answer: PublicAnswer, kind: PageKind, ways: WaysOn): readonly Link[] {
  const { signInHref, upHref, canAskAgain } = ways;
  if (kind === 'unknown_host' || kind === 'tenant_suspended') return [];
  if (kind === 'session_required' && signInHref !== null) return [['signIn', signInHref]];
  if (kind === 'step_up_required' && signInHref !== null) return [['confirm', signInHref], HOME];
  if (MAY_PASS_LATER.has(answer.status)) return canAskAgain ? [['again', SAME], HOME] : [HOME];
  return answer.status === 401 || upHref === null ? [HOME] : [HOME, ['up', upHref]];
}

/** Links as HTML. */
export function linksHtml(links: readonly Link[], texts: PageTexts): string {
  return links.map(([kind, href]) => linkHtml(href, texts.links[kind])).join('');
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
