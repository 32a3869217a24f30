import { type Decision, GATEWAY_ORIGIN, isRouted } from '../../engine/index.ts';
import { type Header, sentHeaders } from '../../settings/index.ts';

/** Response headers that the gateway sets on the answer to a request that passes, lower case. */
export function responseHeaders(decision: Decision): readonly Header[] {
  return isRouted(decision) && decision.route.origin !== GATEWAY_ORIGIN ? sentHeaders(decision) : [];
}
