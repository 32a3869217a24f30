import { parseAccept } from 'hono/utils/accept';
import { PAGE_TEXTS, type PageLanguage, type PageTexts } from './texts/index.ts';

const LANGUAGES = Object.keys(PAGE_TEXTS) as readonly PageLanguage[];

/**
 * The texts in the language that the reader prefers, among those there are (RFC 9110 section 12.5.4): `de-CH` asks for German
 * (RFC 4647 section 3.4). English for a reader of none of them, since a page must say something.
 * @param accepted the client's `Accept-Language`
 */
export function textsFor(accepted: string | null): PageTexts {
  if (accepted === null) return PAGE_TEXTS.en;
  const qualities = new Map<string, number>();
  // The most preferred comes first.
  for (const { type, q } of parseAccept(accepted)) {
    const language = type.split('-', 1)[0]?.toLowerCase() ?? '';
    if (!qualities.has(language)) qualities.set(language, q);
  }
  for (const [language, q] of qualities) {
    if (q === 0) break;
    const match =
      language === '*' ? LANGUAGES.find((each) => !qualities.has(each)) : LANGUAGES.find((each) => each === language);
    if (match !== undefined) return PAGE_TEXTS[match];
  }
  return PAGE_TEXTS.en;
}
