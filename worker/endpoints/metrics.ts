import { METRICS_TYPE, metricsText } from '../core/metrics/index.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';

/** `GET v1/metrics`: what this isolate has counted since it started, of all tenants. Asks nothing of shared state. */
export function metrics(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'metrics', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const { meters, state } = context.env.exchange.config;
    const text = metricsText(meters, state.figures(), Date.now());
    return context.body(text, 200, { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' });
  });
}
