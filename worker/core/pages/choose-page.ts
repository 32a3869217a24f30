import { pageHtml } from './page-frame.ts';
import { homeAndBack, linksHtml, type ProviderLink, providerLinksHtml } from './page-links.ts';
import type { PageFacts } from './refusal-page.ts';

/** What the page depends on besides the choice. */
export type ChoosePageFacts = Pick<PageFacts, 'requestId' | 'texts' | 'brand' | 'ways'>;

/** Lets a person choose the identity provider to sign in by: links, so that each works without a script and in a new tab. */
export function choosePage(
  choices: readonly ProviderLink[],
  { requestId, texts, brand, ways }: ChoosePageFacts,
): string {
  return pageHtml({
    kind: 'choose_provider',
    texts,
    brand,
    content: `<p>${texts.pages.choose_provider.hint}</p>`,
    actions: providerLinksHtml(choices, texts) + linksHtml(homeAndBack(ways), texts),
    reference: '',
    subject: requestId,
    sheet: '',
  });
}
