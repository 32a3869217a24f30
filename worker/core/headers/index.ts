export { type ClientReader, createClientReader } from './client-address.ts';
export { connectionFacts } from './connection-facts.ts';
export { preflightResponse, removeCredentials, setCorsHeaders } from './cors-headers.ts';
export { setForwardingHeaders } from './forwarding-headers.ts';
export { GATEWAY_HEADERS, refusalHeaders } from './gateway-headers.ts';
export { setRateLimitFields } from './rate-limit-fields.ts';
export { forwardableHeaders } from './request-headers.ts';
export { type CookieDomain, hardenSetCookie } from './response-cookies.ts';
export { forbidCaching, publicLocation, removeDisclosures } from './response-headers.ts';
