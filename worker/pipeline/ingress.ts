import {
  BODILESS_METHODS,
  createDecision,
  decisionSteps,
  isHealthQuestion,
  limitKeyOfAddress,
  OUTAGE_RETRY_SECONDS,
  type Refusal,
  type RequestFacts,
  readMessage,
  refuse,
} from '@portcullis/rules/engine';
import type { Config } from '../config.ts';
import { errorText } from '../core/failures/index.ts';
import { connectionFacts, readHeaders } from '../core/headers/index.ts';
import { holdsAnything } from '../core/messages/index.ts';
import { withDeadline } from '../core/time/index.ts';
import type { ConfiguredExchange } from './exchange.ts';

type FloodGuard = NonNullable<Config['floodGuard']>;

/** The platform does not say how long it counts: a minute at most, and later is better than too early. */
const FLOOD_RETRY_SECONDS = 60;
/** Clients that frame an empty body end it at once. */
const STRAY_BODY_MS = 1000;

/**
 * Brings the request into the one form that all later steps see: canonical URL, bounded headers without anything that is
 * the gateway's to say, the client's address from the platform. Where the platform guards against floods, it is asked
 * here, before anything that costs.
 */
export function ingress(exchange: ConfiguredExchange): Refusal | null | Promise<Refusal | null> {
  const { request } = exchange;
  const { fields, headers, bytes, count, naming } = readHeaders(request.headers);
  const { address, scheme } = exchange.gateway.readClient(request);
  const facts = readMessage(
    {
      method: request.method,
      url: request.url,
      // In development, plain http is allowed.
      clientScheme: exchange.config.development ? null : scheme,
      header: (name) => fields.get(name) ?? null,
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
  exchange.fields = fields;
  exchange.headers = headers;
  const { floodGuard } = exchange.config;
  // An orchestrator that hears "too many requests" would take the gateway for dead.
  const guarded = floodGuard === null || isHealthQuestion(facts) ? null : refuseFlood(facts, floodGuard);
  return mayHoldStrayBody(request, fields) ? afterGuard(guarded, request) : guarded;
}

/** One of announced length was judged by its length. */
function mayHoldStrayBody(request: Request, fields: ReadonlyMap<string, string>): boolean {
  return BODILESS_METHODS.has(request.method) && fields.has('transfer-encoding') && request.body !== null;
}

async function afterGuard(
  guarded: Refusal | null | Promise<Refusal | null>,
  { body }: Request,
): Promise<Refusal | null> {
  return (await guarded) ?? refuseStrayBody(body);
}

/**
 * Some clients frame a body where they have none. Whether it holds anything is for the client to say, and it is heard before
 * anything is checked: what is checked must not wait for the client until it is sent.
 */
async function refuseStrayBody(body: ReadableStream | null): Promise<Refusal | null> {
  if (body === null) return null;
  try {
    return (await withDeadline(holdsAnything(body), STRAY_BODY_MS)) ? refuse('body_without_meaning') : null;
  } catch {
    return refuse('body_unreadable');
  }
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
