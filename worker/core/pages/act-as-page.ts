import type { PagesRule } from '@portcullis/rules/policy';
import { escapeHtml } from './escape-html.ts';
import { pageHtml } from './page-frame.ts';
import { homeAndBack, linksHtml, type WaysOn } from './page-links.ts';
import { type Row, rowsHtml } from './rows-html.ts';
import type { PageTexts } from './texts/index.ts';

/** Who is about to act as whom. Comes from a token, and is shown as text. */
export interface ActingFacts {
  readonly actor: string;
  readonly user: string;
  readonly tenant: string;
  readonly reason: string;
}

export interface ActingPageFacts {
  readonly texts: PageTexts;
  readonly brand: PagesRule | null;
  readonly ways: WaysOn;
  /** Where the button posts the code to. */
  readonly path: string;
  readonly code: string;
}

/** Asks the actor whether to begin: nothing has begun before the button is pressed. */
export function actAsPage({ actor, user, tenant, reason }: ActingFacts, facts: ActingPageFacts): string {
  const { texts, brand, ways, path, code } = facts;
  const rows: readonly Row[] = [
    [texts.acting, actor],
    [texts.account, user],
    [texts.organization, tenant],
    [texts.reason, reason],
  ];
  const begin =
    `<form method="post" action="${escapeHtml(path)}"><input type="hidden" name="code" value="${escapeHtml(code)}">` +
    `<button>${texts.links.actAs}</button></form>`;
  return pageHtml({
    kind: 'act_as',
    texts,
    brand,
    content: `<p>${texts.pages.act_as.hint}</p>${rowsHtml(rows)}`,
    actions: begin + linksHtml(homeAndBack(ways), texts),
    reference: '',
    subject: '',
    sheet: '',
  });
}
