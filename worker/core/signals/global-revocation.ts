import { failed, type SignalPolicy, type SignalResult } from './signal.ts';
import { type KeySet, verifySignedToken } from './signed-token.ts';
import { isObject, readSubject } from './subject.ts';

/**
 * Verifies a command to end everything of a user (Global Token Revocation, draft-parecki-oauth-global-token-revocation; Okta calls it
 * Universal Logout). The token shows who asks; the body, which it does not cover, says for whom.
 * @param authorization header of the request
 * @param body its parsed JSON; `null` where it is none
 * @param policy `audience` is the URL of the endpoint
 */
export async function verifyGlobalRevocation(
  authorization: string | null,
  body: unknown,
  keys: KeySet,
  policy: SignalPolicy,
): Promise<SignalResult> {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return failed('not_signed', 'no bearer token');
  // The draft names no type, Okta writes one of its own. Logout tokens, ID tokens and the like are for another audience besides.
  const types = ['global-token-revocation+jwt', 'jwt', null];
  const verified = await verifySignedToken(token, keys, { ...policy, types, expires: true });
  if (!verified.ok) return verified;
  if (!isObject(body)) return failed('subject', 'body');
  // `subject` is the word of the drafts before the third.
  const subject = readSubject(body['sub_id'] ?? body['subject'], policy.issuer);
  if (!subject.ok) return failed('subject', subject.detail);
  const effect = { kind: 'end', whom: subject.refs } as const;
  // One token may carry several commands: each has an id of its own.
  const id = `${verified.id} ${subject.refs.map((ref) => `${ref.kind}:${ref.id}`).join()}`;
  return { ok: true, signal: { id, event: 'global-token-revocation', effect, staleAt: verified.staleAt } };
}
