import { isKeyPart } from '../kept/index.ts';
import { failed, type SignalPolicy, type SignalResult } from './signal.ts';
import { type KeySet, verifySignedToken } from './signed-token.ts';
import { isObject, type SubjectRef } from './subject.ts';

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
  const whom = subjectsOf(sub, sid);
  if (whom.length === 0) return failed('claims', 'neither sub nor sid');
  return { ok: true, signal: { id, event: 'backchannel-logout', effect: { kind: 'end', whom }, staleAt } };
}

/** With a session named, the user's others go on (section 2.7), but for those of which it is not known that they are others. */
function subjectsOf(sub: unknown, sid: unknown): readonly SubjectRef[] {
  if (!isKeyPart(sid)) return isKeyPart(sub) ? [{ kind: 'subject', id: sub }] : [];
  return [{ kind: 'session', id: sid }, ...(isKeyPart(sub) ? [{ kind: 'unnamed', id: sub } as const] : [])];
}
