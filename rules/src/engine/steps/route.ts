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
  decision.route = found;
  return null;
}
