import type { Session } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { endTime } from './end-time.ts';
import { pageHtml } from './page-frame.ts';
import { buttonHtml, homeAndBack, type Link, linksHtml, type WaysOn } from './page-links.ts';
import { type Row, rowsHtml } from './rows-html.ts';
import type { PageTexts } from './texts/index.ts';

/** How long before its end a session is about to end. */
const ENDING_SECONDS = 10 * 60;

/** What a page about a session says. */
export interface SessionPageFacts {
  readonly requestId: string;
  readonly texts: PageTexts;
  readonly brand: PagesRule | null;
  readonly ways: WaysOn;
  /** IANA name of the reader's time zone; `null` where it is not known. */
  readonly timeZone: string | null;
  readonly nowSeconds: number;
  /** Where the button to sign out posts to. */
  readonly signOutPath: string;
}

/**
 * Who is signed in, and until when: the moment itself, since a page cannot know how long it has been open. It asks to be loaded
 * again when it would no longer be true.
 */
export function sessionPage(session: Session, facts: SessionPageFacts): string {
  const { requestId, texts, brand, ways, timeZone, signOutPath } = facts;
  const { user, tenant, actAs, expiresAtSeconds } = session;
  const ending = isEnding(session, facts);
  const kind = ending ? 'session_ending' : 'signed_in';
  const who: readonly Row[] = [
    [texts.account, user],
    [texts.organization, tenant],
    ...(actAs === null ? [] : [[texts.acting, actAs.sub] satisfies Row]),
  ];
  const signIn: readonly Link[] = ending && ways.signInHref !== null ? [['signInAgain', ways.signInHref]] : [];
  return pageHtml({
    kind,
    texts,
    brand,
    content: `<p>${texts.pages[kind].hint.replace('#', () => endTime(texts.language, expiresAtSeconds, timeZone))}</p>${rowsHtml(who)}`,
    actions: linksHtml([...signIn, ...homeAndBack(ways)], texts) + buttonHtml('signOut', signOutPath, texts),
    reference: '',
    subject: requestId,
    sheet: '',
  });
}

/** Seconds until the page about the session says something else. */
export function secondsToNextSessionPage(session: Session, facts: SessionPageFacts): number {
  const endsIn = session.expiresAtSeconds - facts.nowSeconds;
  return Math.max(1, Math.ceil(isEnding(session, facts) ? endsIn + 1 : endsIn - ENDING_SECONDS));
}

/** What a browser shows after signing out. */
export function signedOutPage({ requestId, texts, brand, ways }: SessionPageFacts): string {
  const signIn: readonly Link[] = ways.signInHref === null ? [] : [['signIn', ways.signInHref]];
  return pageHtml({
    kind: 'signed_out',
    texts,
    brand,
    content: `<p>${texts.pages.signed_out.hint}</p>`,
    actions: linksHtml([...signIn, ['home', '/']], texts),
    reference: '',
    subject: requestId,
    sheet: '',
  });
}

function isEnding({ expiresAtSeconds }: Session, { nowSeconds }: SessionPageFacts): boolean {
  return expiresAtSeconds - nowSeconds <= ENDING_SECONDS;
}
