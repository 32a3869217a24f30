import type { EndpointContext } from './endpoint.ts';
import { reachability } from './reachability.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** The Worker runs and its set-up is usable. Asks nothing of anybody. */
export function health(context: EndpointContext): Response {
  return context.json({ status: 'ok' }, 200, NO_STORE);
}

/**
 * Whether the gateway can decide, which it cannot while shared state does not answer: asked once a second, however many
 * probes come. Why it does not answer is in the audit event alone.
 */
export async function ready(context: EndpointContext): Promise<Response> {
  const { config, notes, waitUntil } = context.env.exchange;
  const { problem, roundTripMs } = await reachability(config.state, waitUntil);
  const state = { backend: config.stateBackend, reachable: problem === null, roundTripMs };
  const body = { status: problem === null ? 'ready' : 'unavailable', rules: config.engine.policy.digest, state };
  if (problem === null) return context.json(body, 200, NO_STORE);
  notes.push(`state_unavailable: ${problem}`);
  return context.json(body, 503, { ...NO_STORE, 'retry-after': '5' });
}

/** Public keys by which origins verify `EdDSA` contexts (RFC 7517). */
export function jwks(context: EndpointContext): Response {
  return context.json({ keys: context.env.exchange.config.publicJwks }, 200, {
    'cache-control': 'public, max-age=300',
  });
}
