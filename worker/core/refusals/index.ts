export { type RefusalPageRequest, refusalResponse } from './refusal-response.ts';
