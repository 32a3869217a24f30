export { STYLE_HASH } from './refusal-page.ts';
export { refusalResponse } from './refusal-response.ts';
export { wantsPage } from './wants-page.ts';
