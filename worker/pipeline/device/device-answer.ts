import type { Refusal, Session } from '@portcullis/rules/engine';
import {
  challengeField,
  type DevicePlace,
  type DeviceRecord,
  nextMadeMs,
  sessionInstructions,
} from '../../core/device/index.ts';
import { claimsOfSession } from '../../core/tokens/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { cookieOfSession, giveRoleCookie } from '../sessions/index.ts';

/** What a browser gets that shows a key, or is to show it. */
export type DeviceAnswer =
  /** It has a new cookie, and knows what the next proof is to be over. */
  | { readonly kind: 'given'; readonly challenge: string; readonly instructions: object }
  /** It is to come again with a proof over this. */
  | { readonly kind: 'asked'; readonly challenge: string }
  | Refusal;

/** The record as it stands once the session has its next cookie. */
export function recordOf(
  { config }: RoutedExchange,
  session: Session,
  { key, takenMs }: Pick<DeviceRecord, 'key' | 'takenMs'>,
): DeviceRecord {
  return { key, takenMs, claims: { ...claimsOfSession(session, config.engine.policy.gateway, null) } };
}

/** Gives the browser the cookie of a session whose key it has shown. @param takenMs of the record as it is now */
export async function give(
  exchange: RoutedExchange,
  session: Session,
  place: DevicePlace,
  takenMs: number,
): Promise<DeviceAnswer> {
  const { scheme, host } = exchange.decision.request.target;
  giveRoleCookie(exchange, await cookieOfSession(exchange.config, session, null));
  exchange.decision.session = { kind: 'verified', session };
  const name = await exchange.config.device.signPlace(place);
  return {
    kind: 'given',
    challenge: challengeField(await nextChallenge(exchange, place, takenMs), name),
    instructions: sessionInstructions(name, `${scheme}://${host}`),
  };
}

/** Asks for a proof over a new challenge. */
export async function ask(exchange: RoutedExchange, place: DevicePlace, takenMs: number): Promise<DeviceAnswer> {
  const name = await exchange.config.device.signPlace(place);
  exchange.notes.push('device_challenged');
  return { kind: 'asked', challenge: challengeField(await nextChallenge(exchange, place, takenMs), name) };
}

function nextChallenge({ config }: RoutedExchange, { id }: DevicePlace, takenMs: number): Promise<string> {
  return config.device.signChallenge({ id, use: 'refresh', madeMs: nextMadeMs(takenMs, Date.now()) });
}
