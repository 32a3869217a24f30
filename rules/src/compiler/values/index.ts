export { ADDRESS_HEADERS } from './address-headers.ts';
export { AUTHENTICATION_METHODS } from './authentication-methods.ts';
export { CORS_HEADER, isPossible, parseCorsHeader } from './cors-headers.ts';
export { parseCorsOrigin } from './cors-origin.ts';
export { parseHost } from './host-pattern.ts';
export {
  CLAIM_NAME,
  CLAIM_TEXT,
  parseClaimName,
  parseClaimText,
  parseScope,
  parseTenantId,
  SCOPE,
} from './identity-values.ts';
export { parseIssuerPattern, parseOriginPattern } from './issuer-pattern.ts';
export { parseIssuerUrl } from './issuer-url.ts';
export { buildMethods, METHODS } from './methods.ts';
export { parseMoment } from './moments.ts';
export {
  GATEWAY,
  GATEWAY_SECRETS,
  NAME,
  parseBindingName,
  parseGatewayId,
  parseName,
  RESERVED_LIMIT_PREFIX,
  SECRET,
} from './names.ts';
export { FIELD_NAME, parseIdentityHeader, parseOriginHeader, parseOriginHeaderValue } from './origin-headers.ts';
export { type OriginUrl, parseOriginUrl, type Reach } from './origin-url.ts';
export { parsePageLogo } from './page-logo.ts';
export {
  PAGE_COLOR,
  PAGE_EMAIL,
  PAGE_TEXT,
  PAGE_URL,
  parsePageColor,
  parsePageEmail,
  parsePageText,
  parsePageUrl,
} from './page-values.ts';
export { parseLiteralPath, parsePathPattern } from './path-pattern.ts';
export { describePrefixProblem } from './prefix-problem.ts';
export {
  DURATION,
  type DurationBounds,
  parseDuration,
  parseQuota,
  parseShortDuration,
  parseSize,
  SHORT_DURATION,
  SIZE,
} from './quantities.ts';
export { RELATIVE_PATH } from './relative-path.ts';
export { checkText, checkYamlBounds, MAX_FILE_BYTES } from './text.ts';
