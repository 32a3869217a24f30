import { hardEndOf, type Session } from '@portcullis/rules/engine';
import type { RoutedExchange } from '../exchange.ts';
import { forgetKept } from './forget-kept.ts';

/** Ends a session for every copy of its cookie, and forgets what was kept of it. */
export async function revokeSession(
  { config: { state }, waitUntil }: RoutedExchange,
  session: Session,
  reason: string,
): Promise<void> {
  const { tenant, user, id } = session;
  await state.revoke({
    scope: { kind: 'session', tenant, id },
    notBefore: Date.now() / 1000,
    expires: hardEndOf(session),
    reason,
    by: user,
  });
  waitUntil(forgetKept(state, session, [id]));
}
