import { sessionScriptOf, textsFor } from '../core/pages/index.ts';
import type { EndpointContext } from './endpoint.ts';

/** `GET session.js`: for apps to include. It warns before a session ends, and renews it if the reader wants so. */
export function sessionScript(context: EndpointContext): Response {
  const texts = textsFor(context.env.exchange.request.headers.get('accept-language'));
  return context.body(sessionScriptOf(texts), 200, {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=3600',
    vary: 'Accept-Language',
  });
}
