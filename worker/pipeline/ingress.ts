import {
  createDecision,
  decisionSteps,
  isHealthQuestion,
  limitKeyOfAddress,
  type Refusal,
  type RequestFacts,
  readMessage,
  refuse,
} from '@portcullis/rules/engine';
import type { Config } from '../config.ts';
import { errorText } from '../core/failures/index.ts';
import { connectionFacts, forwardableHeaders } from '../core/headers/index.ts';
import type { ConfiguredExchange } from './exchange.ts';

type FloodGuard = NonNullable<Config['floodGuard']>;

/** The platform does not say how long it counts: a minute at most, and later is better than too early. */
const FLOOD_RETRY_SECONDS = 60;
const OUTAGE_RETRY_SECONDS = 5;

/**
 * Brings the request into the one form that all later steps see: canonical URL, bounded headers without anything that is
 * the gateway's to say, the client's address from the platform. Where the platform guards against floods, it is asked
 * here, before anything that costs.
 */
export function ingress(exchange: ConfiguredExchange): Refusal | null | Promise<Refusal | null> {
  const { request } = exchange;
  const { headers, bytes, count, naming } = forwardableHeaders(request.headers);
  const { address, scheme } = exchange.gateway.readClient(request);
  const facts = readMessage(
    {
      method: request.method,
      url: request.url,
      // In development, plain http is allowed.
      clientScheme: exchange.config.development ? null : scheme,
      header: (name) => request.headers.get(name),
      headerCount: count,
      headerBytes: bytes,
      naming,
    },
    { address, ...connectionFacts(request), nowSeconds: exchange.startedMs / 1000 },
  );
  if ('reason' in facts) return facts;
  const decision = createDecision(facts);
  exchange.decision = decision;
  const refusal = decisionSteps.ingress(exchange.config.engine, decision);
  if (refusal !== null) return refusal;
  exchange.headers = headers;
  const { floodGuard } = exchange.config;
  // An orchestrator that hears "too many requests" would take the gateway for dead.
  return floodGuard === null || isHealthQuestion(facts) ? null : refuseFlood(facts, floodGuard);
}

/** Requests whose address is unknown share one count. */
async function refuseFlood({ address }: RequestFacts, passes: FloodGuard): Promise<Refusal | null> {
  try {
    const key = address === null ? 'unknown' : limitKeyOfAddress(address);
    return (await passes(key)) ? null : refuse('flood', null, { retryAfterSeconds: FLOOD_RETRY_SECONDS });
  } catch (error) {
    const detail = errorText(error);
    return refuse('flood_guard_unavailable', null, { detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS });
  }
}
