import { revocationEnd } from '@portcullis/rules/engine';
import type { SessionRule } from '@portcullis/rules/policy';
import { keptKey, keptParts, keptPrefix } from '../core/kept/index.ts';
import { namesOne, type SubjectRef } from '../core/signals/index.ts';
import type { RevocationScope, StatePort } from '../state/port.ts';

/** Why sessions end, for operators who read the revocations. */
export interface Ending {
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
}

/** What a signal has ended. */
export type EndedSessions = readonly Extract<RevocationScope, { kind: 'session' | 'user' }>[];

/** Of one person: a browser each, at a tenant each. */
const REVOKED_AT_ONCE = 16;

/** Where shared state keeps what belongs to an identity provider. */
export function providerHome(provider: string): string {
  return `provider:${provider}`;
}

/**
 * Ends every session of people whom an identity provider names, at all tenants. They are revoked, durably, when this resolves; to
 * repeat it is harmless.
 * @throws where state cannot answer: some may have ended by then
 */
export async function endSessions(
  { state, rule }: { readonly state: StatePort; readonly rule: SessionRule },
  provider: string,
  whom: readonly SubjectRef[],
  { reason, by }: Ending,
): Promise<EndedSessions> {
  await noteEnded(state, provider, whom);
  const found = await Promise.all(whom.map((ref) => sessionsOf(state, provider, ref)));
  const scopes = [...new Map(found.flat().map((scope) => [JSON.stringify(scope), scope])).values()];
  const notBefore = Date.now() / 1000;
  const expires = revocationEnd(notBefore, { session: rule, tokens: null });
  for (let first = 0; first < scopes.length; first += REVOKED_AT_ONCE) {
    const some = scopes.slice(first, first + REVOKED_AT_ONCE);
    await Promise.all(some.map((scope) => state.revoke({ scope, notBefore, expires, reason, by })));
  }
  return scopes;
}

/** Longer than a sign-in may take from its beginning. */
const NOTED_SECONDS = 660;
const NOTED_AT_ONCE = 32;

/**
 * Someone who is about to sign in has no session yet that could be found. So this is written before sessions are looked for, and
 * read after a session can be found ({@link endedSince}): one of the two sees the other.
 */
async function noteEnded(state: StatePort, provider: string, whom: readonly SubjectRef[]): Promise<void> {
  const now = Date.now() / 1000;
  const keys = [...new Set(whom.map(({ kind, id }) => keptKey('ended', kind, id)))];
  const changes = keys.map((key) => ({ key, value: String(now), expires: now + NOTED_SECONDS }));
  for (let first = 0; first < changes.length; first += NOTED_AT_ONCE)
    await state.writeKept(providerHome(provider), changes.slice(first, first + NOTED_AT_ONCE));
}

/** Whether one of these was ended since then. @param seconds since the epoch @throws where state cannot answer */
export async function endedSince(
  state: StatePort,
  provider: string,
  whom: readonly SubjectRef[],
  seconds: number,
): Promise<boolean> {
  const keys = whom.map(({ kind, id }) => keptKey('ended', kind, id));
  const notes = await state.readKept(providerHome(provider), keys);
  return notes.some((note) => note !== null && !(Number(note.value) < seconds));
}

/** Signing in has left a document for each way in which the provider may name the person, and the session. */
async function sessionsOf(state: StatePort, provider: string, ref: SubjectRef): Promise<EndedSessions> {
  const scopes: EndedSessions[number][] = [];
  let cursor: string | null = null;
  do {
    const page = await state.listKept(providerHome(provider), keptPrefix(ref.kind, ref.id), cursor);
    for (const { key } of page.entries) {
      const [, tenant, user, session] = keptParts(key);
      if (tenant === undefined || user === undefined) continue;
      if (!namesOne(ref)) scopes.push({ kind: 'user', tenant, id: user });
      else if (session !== undefined) scopes.push({ kind: 'session', tenant, id: session });
    }
    cursor = page.next;
  } while (cursor !== null);
  return scopes;
}
