import { halfLifeOf, type Refusal, refuse, type Session, sessionOf } from '@portcullis/rules/engine';
import {
  type DevicePlace,
  type DeviceRecord,
  deviceRecordText,
  PROOF_FIELD,
  thumbprintOf,
  verifyProof,
} from '../../core/device/index.ts';
import { keptKey } from '../../core/kept/index.ts';
import { FIRST_GENERATION, parseSessionRecord } from '../../core/renewal/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { stateUnavailable, successorOf } from '../sessions/index.ts';
import { type DeviceAnswer, give, recordOf } from './device-answer.ts';
import { bindsSessions } from './device-offer.ts';

/**
 * Binds the session of the request to the browser's key, once: the first key stays. The cookie must come with the proof, and
 * be the session's first: what a page's script can read of the answer that offered this (the challenge) is of no use
 * without the cookie, and a copy of the cookie none without that answer, since no other gives such a challenge.
 */
export async function bindSession(exchange: RoutedExchange): Promise<DeviceAnswer> {
  if (!bindsSessions(exchange)) return refuse('no_route');
  const session = sessionOf(exchange.decision);
  if (session === null) return refuse('session_missing');
  if (session.key !== undefined) return refuse('device_already_bound');
  const shown = await provenFor(exchange, session);
  if ('reason' in shown) return shown;
  const bound = successorOf(exchange, { ...session, key: await thumbprintOf(shown.key) });
  if (bound === null) return refuse('device_unknown');
  const { tenant, user, id } = session;
  try {
    const refusal = await keepKey(exchange, bound, recordOf(exchange, bound, shown));
    if (refusal !== null) return refusal;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
  exchange.notes.push('device_registered');
  return give(exchange, bound, { tenant, user, id } satisfies DevicePlace, shown.takenMs);
}

/** The key that the proof brings, and when its challenge was made. */
async function provenFor(
  { config, request, decision }: RoutedExchange,
  session: Session,
): Promise<Pick<DeviceRecord, 'key' | 'takenMs'> | Refusal> {
  const field = request.headers.get(PROOF_FIELD);
  if (field === null) return refuse('device_proof_invalid', null, { detail: 'none' });
  const result = await verifyProof(field, null);
  if (!result.ok)
    return refuse(result.problem === 'key' ? 'device_key_invalid' : 'device_proof_invalid', null, {
      detail: result.detail,
    });
  const { key, challenge, authorization } = result.proof;
  const place = authorization === null ? null : await config.device.readPlace(authorization);
  if (place?.id !== session.id || place.tenant !== session.tenant || place.user !== session.user)
    return refuse('device_proof_invalid', null, { detail: 'authorization' });
  const ours = await config.device.readChallenge(challenge);
  if (ours === null || ours.use !== 'registration' || ours.id !== session.id)
    return refuse('device_proof_invalid', null, { detail: 'challenge' });
  // Later, the cookie may have a successor already, which would be without the key.
  const isFirst = session.renewal?.generation === FIRST_GENERATION && decision.request.nowSeconds < halfLifeOf(session);
  if (!isFirst) return refuse('device_proof_invalid', null, { detail: 'too late' });
  return { key, takenMs: ours.madeMs };
}

/**
 * The key is kept, and what renewed the cookies without it is taken away, in one: from then on, state knows of no generation
 * of the session, and no cookie of it has a successor but by the key.
 */
async function keepKey(
  { config }: RoutedExchange,
  { tenant, user, id, renewal }: Session,
  record: DeviceRecord,
): Promise<Refusal | null> {
  const [deviceKey, sessionKey] = [keptKey('device', user, id), keptKey('session', user, id)];
  const [known = null, listed = null] = await config.state.readKept(tenant, [deviceKey, sessionKey]);
  if (known !== null) return refuse('device_already_bound');
  if (listed === null || renewal === undefined) return ended();
  const expires = renewal.endsAtSeconds;
  const value = JSON.stringify({ ...parseSessionRecord(listed.value), bound: true });
  const isKept = await config.state.writeKept(tenant, [
    { key: deviceKey, value: deviceRecordText(record), expires, ifVersion: null },
    { key: sessionKey, value, expires: listed.expires, ifVersion: listed.version },
    { key: keptKey('generation', user, id), value: null, expires: null },
  ]);
  if (isKept) return null;
  const [first = null] = await config.state.readKept(tenant, [deviceKey]);
  return first === null ? ended() : refuse('device_already_bound');
}

function ended(): Refusal {
  return refuse('device_session_ended', null, { detail: 'not on record' });
}
