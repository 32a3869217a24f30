export { type RefusalPageRequest, refusalResponse, signInResponse } from './refusal-response.ts';
