import { refuse } from '@portcullis/rules/engine';
import { type EndpointContext, endWith } from './endpoint.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** The Worker runs and its set-up is usable. Asks nothing of anybody. */
export function health(context: EndpointContext): Response {
  return context.json({ status: 'ok' }, 200, NO_STORE);
}

/** The gateway can decide: shared state answers. */
export async function ready(context: EndpointContext): Promise<Response> {
  const { config } = context.env.exchange;
  try {
    await config.state.admit({ tenant: null, subject: null, limits: [], record: null });
    return context.json({ status: 'ready', rules: config.engine.policy.digest }, 200, NO_STORE);
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    return endWith(context, refuse('state_unavailable', null, { detail, retryAfterSeconds: 5 }));
  }
}

/** Public keys by which origins verify `EdDSA` contexts (RFC 7517). */
export function jwks(context: EndpointContext): Response {
  return context.json({ keys: context.env.exchange.config.publicJwks }, 200, {
    'cache-control': 'public, max-age=300',
  });
}
