import {
  decideNewSession,
  OUTAGE_RETRY_SECONDS,
  planSession,
  type Refusal,
  refuse,
  type Session,
  sessionOf,
  setSession,
} from '@portcullis/rules/engine';
import {
  type DevicePlace,
  type DeviceRecord,
  deviceRecordText,
  isTakable,
  jwsOfField,
  PROOF_FIELD,
  parseDeviceRecord,
  SESSION_FIELD,
  verifyProof,
} from '../../core/device/index.ts';
import { type Kept, keptKey } from '../../core/kept/index.ts';
import { sessionFromToken } from '../../core/tokens/index.ts';
import { askState } from '../admit.ts';
import type { RoutedExchange } from '../exchange.ts';
import { endSessionFor, recheckSession, stateUnavailable, successorOf } from '../sessions/index.ts';
import { ask, type DeviceAnswer, give, recordOf } from './device-answer.ts';

/**
 * Gives the browser the next cookie of the session that it names, for a proof by the session's key. The cookie itself is not
 * asked for: it has run out. Where the rules have stopped to bind sessions, those that are bound stay so.
 */
export async function refreshSession(exchange: RoutedExchange): Promise<DeviceAnswer> {
  const { config, request } = exchange;
  if (config.engine.policy.session.renew === null) return refuse('no_route');
  const name = jwsOfField(request.headers.get(SESSION_FIELD) ?? '');
  const place = name === null ? null : await config.device.readPlace(name);
  if (place === null) return refuse('device_unknown');
  const field = request.headers.get(PROOF_FIELD);
  // Nothing is asked of the state, nor written, for who shows nothing.
  if (field === null) return ask(exchange, place, 0);
  try {
    const [kept = null] = await config.state.readKept(place.tenant, [keptKey('device', place.user, place.id)]);
    return kept === null ? ended('not on record') : await refreshBy(exchange, place, kept, field);
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

async function refreshBy(
  exchange: RoutedExchange,
  place: DevicePlace,
  kept: Kept,
  field: string,
): Promise<DeviceAnswer> {
  const { config } = exchange;
  const { lifetimeSeconds } = config.engine.policy.session;
  const record = parseDeviceRecord(kept.value);
  const { key, takenMs } = record;
  const result = await verifyProof(field, key);
  if (!result.ok) return refuse('device_proof_invalid', null, { detail: result.detail });
  const challenge = await config.device.readChallenge(result.proof.challenge);
  const facts = { id: place.id, takenMs, lifetimeSeconds, nowMs: Date.now() };
  if (!isTakable(challenge, facts)) return ask(exchange, place, takenMs);
  const session = await liveSession(exchange, record);
  if ('reason' in session) return session;
  const next = successorOf(exchange, session);
  if (next === null) return ended('does not renew');
  const value = deviceRecordText(recordOf(exchange, next, { key, takenMs: challenge.madeMs }));
  // Of two proofs at once, one is taken: the other comes again, or the session has ended meanwhile.
  const isTaken = await config.state.writeKept(place.tenant, [
    { key: kept.key, value, expires: kept.expires, ifVersion: kept.version },
  ]);
  if (!isTaken) return ask(exchange, place, challenge.madeMs);
  exchange.notes.push('session_renewed_by_key');
  return give(exchange, next, place, challenge.madeMs);
}

/** The session of the record, if it may go on: by its times, its host, revocations, its tenant's policy and its provider. */
async function liveSession(exchange: RoutedExchange, { claims }: DeviceRecord): Promise<Session | Refusal> {
  const { config, decision } = exchange;
  const { policy, roles } = config.engine;
  const { lifetimeSeconds, renew } = policy.session;
  const expected = { gateway: policy.gateway, roles, lifetimeSeconds, renew, showsKey: true } as const;
  setSession(decision, sessionFromToken({ ok: true, payload: claims }, expected, decision.request.nowSeconds));
  const session = sessionOf(decision);
  if (session === null) return ended(decision.session.kind === 'invalid' ? decision.session.detail : 'anonymous');
  if (decision.urlTenant !== null && decision.urlTenant !== session.tenant) return ended('of another tenant');
  const refusal = decideNewSession(decision, session, await askState(exchange, planSession(session)));
  if (refusal !== null) return refusal.reason === 'state_unavailable' ? refusal : ended(refusal.reason);
  if (renew === null || renew.recheckSeconds === null) return session;
  const answer = await recheckSession(exchange, session, { recheckSeconds: renew.recheckSeconds, lifetimeSeconds });
  if (answer === 'passes') return session;
  if (answer === 'ended') {
    await endSessionFor(
      exchange,
      session,
      'session_ended_by_provider',
      'the identity provider no longer lets the user in',
    );
    return ended('provider');
  }
  return refuse('identity_unavailable', null, { detail: 'recheck', retryAfterSeconds: OUTAGE_RETRY_SECONDS });
}

function ended(detail: string): Refusal {
  return refuse('device_session_ended', null, { detail });
}
