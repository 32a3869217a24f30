import { isKeyPart } from '../kept/index.ts';
import { failed, type SignalPolicy, type SignalResult } from './signal.ts';
import { type KeySet, verifySignedToken } from './signed-token.ts';
import { isObject } from './subject.ts';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * Verifies the logout token of a back-channel logout (OpenID Connect Back-Channel Logout 1.0 with errata 1, section 2.6). `typ` and
 * `exp` are required: without them, an ID token or an old logout token would pass.
 * @param policy `audience` is our client id
 */
export async function verifyLogoutToken(token: string, keys: KeySet, policy: SignalPolicy): Promise<SignalResult> {
  const verified = await verifySignedToken(token, keys, { ...policy, types: ['logout+jwt'], expires: true });
  if (!verified.ok) return verified;
  const { id, claims, staleAt } = verified;
  const { events, nonce, sub, sid } = claims;
  if (nonce !== undefined) return failed('claims', 'nonce');
  if (!isObject(events) || !isObject(events[LOGOUT_EVENT])) return failed('claims', 'events');
  if (sub !== undefined && !isKeyPart(sub)) return failed('claims', 'sub');
  if (sid !== undefined && !isKeyPart(sid)) return failed('claims', 'sid');
  const whom = isKeyPart(sid) ? ({ kind: 'session', id: sid } as const) : null;
  const everywhere = isKeyPart(sub) ? ({ kind: 'subject', id: sub } as const) : null;
  // With a session named, the others of the user's go on (section 2.7).
  const ref = whom ?? everywhere;
  if (ref === null) return failed('claims', 'neither sub nor sid');
  return { ok: true, signal: { id, event: 'backchannel-logout', effect: { kind: 'end', whom: [ref] }, staleAt } };
}
