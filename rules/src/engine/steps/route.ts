import { GATEWAY_ORIGIN, GATEWAY_PREFIX } from '../built-in.ts';
import type { Decision } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { type Refusal, refuse } from '../reason.ts';

/** Host to tenant, then host, path and method to the route that decides. */
export function decideRoute(engine: Engine, decision: Decision): Refusal | null {
  const { target, method } = decision.request;
  const host = engine.matchHost(target.host);
  if (host === null) return refuse('unknown_host');
  decision.urlTenant = host.tenant;
  const found = engine.matchRoute(target.path, method);
  if ('reason' in found) return found;
  // A wide pattern of the rules covers the gateway's prefix too, but nothing under it is ever forwarded.
  if (found.origin !== GATEWAY_ORIGIN && isGatewayPath(target.path)) return refuse('no_route');
  decision.route = found;
  return null;
}

function isGatewayPath(path: string): boolean {
  return path.startsWith('/.') && `/${path.split('/', 2)[1]?.toLowerCase()}` === GATEWAY_PREFIX;
}
