import type { LanguageKey } from '../language-keys.ts';
import { ACCESS_ORDERS } from './access.ts';
import type { KeyOrder } from './case.ts';
import { COOKIES_ORDERS } from './cookies.ts';
import { GATEWAY_ORDERS } from './gateway.ts';
import { HEADERS_ORDERS } from './headers.ts';
import { ROUTES_ORDERS } from './routes.ts';

export { BASE, type Classes, type KeyOrder } from './case.ts';

/** Every key of the language. A key without its order does not compile. */
export const KEY_ORDERS: Readonly<Record<LanguageKey, KeyOrder>> = {
  ...GATEWAY_ORDERS,
  ...HEADERS_ORDERS,
  ...COOKIES_ORDERS,
  ...ROUTES_ORDERS,
  ...ACCESS_ORDERS,
};
