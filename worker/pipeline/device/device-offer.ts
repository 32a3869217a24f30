import type { Session } from '@portcullis/rules/engine';
import { registrationField } from '../../core/device/index.ts';
import type { RoutedExchange } from '../exchange.ts';

/** Whether sessions are bound to keys of browsers here. Over plain http, which development allows, browsers bind none by themselves. */
export function bindsSessions({ config, decision }: RoutedExchange): boolean {
  const { renew } = config.engine.policy.session;
  if (renew === null || renew.device === 'off') return false;
  return config.development || decision.request.target.scheme === 'https';
}

/**
 * What asks the browser to bind a session that has just been opened; `null` where none is to be bound. Browsers that bind no
 * sessions ignore it.
 */
export async function deviceOffer(exchange: RoutedExchange, session: Session): Promise<string | null> {
  if (session.renewal === undefined || !bindsSessions(exchange)) return null;
  const { device } = exchange.config;
  const { tenant, user, id } = session;
  const challenge = await device.signChallenge({ id, use: 'registration', madeMs: Date.now() });
  return registrationField(challenge, await device.signPlace({ tenant, user, id }));
}
