import type { ContextClaims } from '@portcullis/origin/context';
import {
  decisionSteps,
  digestedTarget,
  GATEWAY_ORIGIN,
  knownClaims,
  type Refusal,
  refuse,
} from '@portcullis/rules/engine';
import { CONTEXT_SECONDS } from '../config.ts';
import { newNonce, sha256 } from '../core/tokens/index.ts';
import type { Destination, RoutedExchange } from './exchange.ts';

const GATEWAY: Destination = { kind: 'gateway' };
const PREFLIGHT: Destination = { kind: 'preflight' };

/**
 * Decides where the request goes, and signs the tenant context for an origin: the user and tenant, bound to this request
 * and this origin. Anonymous requests get a context too.
 */
export async function sign(exchange: RoutedExchange): Promise<Refusal | null> {
  const { config, decision } = exchange;
  const { route } = decision;
  const refusal = decisionSteps.sign(config.engine, decision);
  if (refusal !== null) return refusal;
  if (route.origin === GATEWAY_ORIGIN || decision.preflight) {
    exchange.destination = decision.preflight ? PREFLIGHT : GATEWAY;
    return null;
  }
  const origin = config.origins.get(route.origin);
  if (origin === undefined) return refuse('signing_key_missing', route.at);
  const long = digestedTarget(config.engine, decision);
  // Few targets are long; the others save a turn of the event loop.
  const nonce = route.headers.nonce === null ? null : newNonce();
  const context = await origin.signContext(contextClaims(exchange, long === null ? null : await sha256(long), nonce));
  exchange.destination = { kind: 'origin', origin, context, nonce };
  return null;
}

function contextClaims(
  { config, decision, id, startedMs }: RoutedExchange,
  digest: string | null,
  nonce: string | null,
): ContextClaims {
  const issuedAt = Math.floor(startedMs / 1000);
  const known = knownClaims(config.engine, decision, digest);
  const claims = { v: 1, ...known, iat: issuedAt, exp: issuedAt + CONTEXT_SECONDS, jti: id } as const;
  return nonce === null ? claims : { ...claims, csp_nonce: nonce };
}
