import type { OriginRule } from '../../policy/index.ts';
import { GATEWAY_ORIGIN } from '../built-in.ts';
import { type Identified, settle } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { digestedTarget, knownClaims, TARGET_DIGEST_CHARACTERS } from '../known-claims.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { forwardedPath } from '../target/index.ts';

/**
 * Longest payload of a context, in bytes. With the longest key id and signature around it, a context then stays below
 * 8 KiB, where many servers stop to read a header line.
 */
export const MAX_CONTEXT_PAYLOAD_BYTES = 5900;

/** Claims that do not come from the decision: version, times and id. */
const OTHER_CLAIMS = { v: 1, iat: 10_000_000_000, exp: 10_000_000_000, jti: '0'.repeat(36) };
/** Most bytes of JSON that a character makes, and room for the names of claims and for what is short. */
const MOST_BYTES = 6;
const ROOM_BYTES = 2000;

/** Whether the context of a request that passed fits into a header line. */
export function decideSign(engine: Engine, decision: Identified): Refusal | null {
  const { route, preflight } = decision;
  // What the gateway answers itself goes to no origin.
  if (preflight || route.origin === GATEWAY_ORIGIN) return null;
  const origin = engine.origins.get(route.origin);
  // Without an origin there is no key either, which the gateway finds out when it signs.
  if (origin === undefined) return null;
  if (MOST_BYTES * variableCharacters(decision, origin) + ROOM_BYTES <= MAX_CONTEXT_PAYLOAD_BYTES) return null;
  const digest = digestedTarget(engine, decision) === null ? null : '0'.repeat(TARGET_DIGEST_CHARACTERS);
  const payload = JSON.stringify({ ...OTHER_CLAIMS, ...knownClaims(engine, decision, digest) });
  const bytes = new TextEncoder().encode(payload).length;
  if (bytes <= MAX_CONTEXT_PAYLOAD_BYTES) return null;
  const detail = `${bytes} bytes, at most ${MAX_CONTEXT_PAYLOAD_BYTES}`;
  return settle(decision, refuse('context_too_large', route.at, { detail }));
}

/** Characters of what may be long: nearly every request is far from the limit, and is spared the exact count. */
function variableCharacters({ request, session, route }: Identified, origin: OriginRule): number {
  const { path, query, host } = request.target;
  const target = forwardedPath(origin, path).length + query.length + host.length + route.id.length;
  if (session.kind !== 'verified') return target;
  const { user, id, roles, authenticationMethods: methods, actAs } = session.session;
  const lists = [...roles, ...methods].reduce((sum, text) => sum + text.length + 3, 0);
  return target + user.length + id.length + lists + (actAs === null ? 0 : actAs.sub.length + actAs.reason.length);
}
