export { textsFor } from './page-language.ts';
export type { WaysOn } from './page-links.ts';
export { allowOnPage } from './page-policy.ts';
export { STYLE_HASH } from './page-style.ts';
export { type PageFacts, refusalPage } from './refusal-page.ts';
export { type SessionPageFacts, secondsToNextSessionPage, sessionPage, signedOutPage } from './session-page.ts';
export { EN, type PageKind } from './texts/index.ts';
export { wantsPage } from './wants-page.ts';
