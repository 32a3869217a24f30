import { effectOfEvent } from './event-effects.ts';
import { failed, type SignalPolicy, type SignalResult } from './signal.ts';
import { type KeySet, verifySignedToken } from './signed-token.ts';
import { isObject } from './subject.ts';

/**
 * Verifies a security event token (RFC 8417) as CAEP and RISC transmitters send it. It has no `exp` and no `sub`, which keeps it apart
 * from tokens that grant something: one that has `sub` and `nonce` besides is an ID token, and its `typ` would not pass.
 * @param policy `audience` is what the stream agreed on
 */
export async function verifySecurityEvent(token: string, keys: KeySet, policy: SignalPolicy): Promise<SignalResult> {
  const verified = await verifySignedToken(token, keys, { ...policy, types: ['secevent+jwt'], expires: false });
  if (!verified.ok) return verified;
  const { id, claims, staleAt } = verified;
  const { events, sub_id: subject } = claims;
  const [entry, ...more] = isObject(events) ? Object.entries(events) : [];
  // Profiles allow one: of two with one subject, neither reader nor writer would know which was meant.
  if (entry === undefined || more.length > 0) return failed('claims', 'events');
  const [uri, event] = entry;
  if (!isObject(event)) return failed('claims', 'events');
  const effect = effectOfEvent({ uri, event, subject: subject ?? event['subject'] }, policy.issuer);
  return 'detail' in effect
    ? failed(effect.problem, effect.detail)
    : { ok: true, signal: { id, event: nameOf(uri), effect, staleAt } };
}

/** For people, who know an event by its last word. */
function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1, uri.lastIndexOf('/') + 65);
}
