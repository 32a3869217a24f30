import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import { JA } from './ja.ts';
import type { PageLanguage, PageTexts } from './page-texts.ts';
import { PT } from './pt.ts';

export type { LinkKind, PageKind, PageLanguage, PageTexts } from './page-texts.ts';
export { EN };

/** The texts of each language; English, the first, where a reader asks for none of them. */
export const PAGE_TEXTS: Readonly<Record<PageLanguage, PageTexts>> = { en: EN, de: DE, fr: FR, es: ES, pt: PT, ja: JA };
