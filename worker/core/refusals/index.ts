export { textsFor } from './page-language.ts';
export { allowBrand } from './page-policy.ts';
export { STYLE_HASH } from './page-style.ts';
export { type RefusalPageRequest, refusalResponse } from './refusal-response.ts';
export { wantsPage } from './wants-page.ts';
