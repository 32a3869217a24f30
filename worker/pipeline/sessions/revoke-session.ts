import { hardEndOf, type Session } from '@portcullis/rules/engine';
import { keptKey } from '../../core/kept/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { sourceKey } from './keep-source.ts';
import { recheckKey } from './recheck-key.ts';

/** Ends a session for every copy of its cookie, and forgets what was kept of it. */
export async function revokeSession(
  { config, waitUntil }: RoutedExchange,
  session: Session,
  reason: string,
): Promise<void> {
  const { tenant, user, id } = session;
  await config.state.revoke({
    scope: { kind: 'session', tenant, id },
    notBefore: Date.now() / 1000,
    expires: hardEndOf(session),
    reason,
    by: user,
  });
  const gone = [
    ...(session.renewal === undefined
      ? []
      : [keptKey('session', user, id), keptKey('generation', user, id), keptKey('device', user, id)]),
    ...(config.providers === null ? [] : [sourceKey(session), recheckKey(session)]),
  ];
  if (gone.length === 0) return;
  // They end by themselves, if later.
  waitUntil(
    config.state
      .writeKept(
        tenant,
        gone.map((key) => ({ key, value: null, expires: null })),
      )
      .catch(() => undefined),
  );
}
