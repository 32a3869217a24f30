import type { EndpointContext } from './endpoint.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** The Worker runs and its set-up is usable. Asks nothing of anybody. */
export function health(context: EndpointContext): Response {
  return context.json({ status: 'ok' }, 200, NO_STORE);
}

/** Whether the gateway can decide, which it cannot while shared state does not answer. Why it does not is in the audit event alone. */
export async function ready(context: EndpointContext): Promise<Response> {
  const { config, notes } = context.env.exchange;
  const askedMs = Date.now();
  const problem = await config.state.reach().then(
    () => null,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'),
  );
  const state = { backend: config.stateBackend, reachable: problem === null, roundTripMs: Date.now() - askedMs };
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
