import type { PublicAnswer } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { countdown } from './countdown.ts';
import { pageHtml } from './page-frame.ts';
import { actionLinks, linksHtml, type WaysOn } from './page-links.ts';
import type { PageKind, PageTexts } from './texts/index.ts';

/** What a page says besides its kind. */
export interface PageFacts {
  readonly requestId: string;
  readonly texts: PageTexts;
  readonly brand: PagesRule | null;
  readonly ways: WaysOn;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfterSeconds: number | null;
  /** Of the page's policy, for a style sheet of its own. */
  readonly nonce: string;
}

/** Characters at the beginning of a request id that are enough to read out to support. */
const REFERENCE_CHARACTERS = 8;

/**
 * The page that a browser shows for a refusal. Nothing in it comes from the request but links to its own host, encoded.
 *
 * It does not reload itself when a wait is over: WCAG 2.2.1 lets readers control timing, a screen reader would start again,
 * and everyone with the same waiting time would come back in the same second.
 */
export function refusalPage(answer: PublicAnswer, kind: PageKind, facts: PageFacts): string {
  const { requestId, texts, brand, ways, retryAfterSeconds, nonce } = facts;
  const wait = retryAfterSeconds === null ? null : countdown(texts, retryAfterSeconds, nonce);
  return pageHtml({
    kind,
    texts,
    brand,
    content: wait?.html ?? `<p>${texts.pages[kind].hint}</p>`,
    actions: linksHtml(actionLinks(answer, kind, ways), texts),
    reference: referenceHtml(answer, requestId, texts),
    subject: `${answer.status} ${requestId}`,
    sheet: wait?.sheet ?? '',
  });
}

function referenceHtml({ status }: PublicAnswer, requestId: string, texts: PageTexts): string {
  const [short, rest] = [requestId.slice(0, REFERENCE_CHARACTERS), requestId.slice(REFERENCE_CHARACTERS)];
  return `<p>${texts.status} ${status} · ${texts.reference} <code><b>${short}</b>${rest}</code></p>`;
}
