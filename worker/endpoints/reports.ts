import { canonicalTarget, type Engine, GATEWAY_ORIGIN } from '@portcullis/rules/engine';
import type { EndpointContext } from './endpoint.ts';
import { readText } from './read-json.ts';

const MAX_BYTES = 64 * 1024;

/**
 * `POST reports`: takes violation reports of browsers. The answer does not depend on what they say: a client learns neither what was
 * counted, nor whether the store can be reached.
 */
export async function report(context: EndpointContext): Promise<Response> {
  const { request, config, id, waitUntil } = context.env.exchange;
  const text = await readText(request, MAX_BYTES);
  config.reports.receive(text, { requestId: id, routeOf: (page) => routeOf(config.engine, page), waitUntil });
  return context.body(null, 204);
}

/** A page that was answered to a form belongs to a route of its own. */
function routeOf(engine: Engine, { protocol, host: authority, pathname }: URL): string | null {
  const target = canonicalTarget(`${protocol}//${authority}${pathname}`);
  const host = 'reason' in target ? null : engine.matchHost(target.host);
  if ('reason' in target || host === null) return null;
  const { matchRoute } = engine.routesAt(host.pattern);
  for (const method of ['GET', 'POST']) {
    const found = matchRoute(target.path, method);
    if (!('reason' in found)) return found.origin === GATEWAY_ORIGIN ? null : found.id;
  }
  return null;
}
