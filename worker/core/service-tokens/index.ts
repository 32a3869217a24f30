export {
  endOfToken,
  readServiceToken,
  type ServiceToken,
  sessionIdOfToken,
  sessionOfToken,
} from './service-token.ts';
export { createTokenDesk, type TokenDesk } from './token-desk.ts';
export { parseOverlap, parseTokenRequest } from './token-request.ts';
export { newTokenId, newTokenText, type TokenText, tokenOfAuthorization } from './token-text.ts';
