import { isTenantId } from '@portcullis/rules/engine';
import { isText } from '../tokens/index.ts';
import type { RevocationScope } from './revocation-scope.ts';

export type RevocationRequest =
  | { readonly ok: true; readonly scope: RevocationScope; readonly reason: string }
  | { readonly ok: false; readonly problem: string };

const SHAPES =
  'Send {"tenant", "session"}, {"tenant", "user"}, {"tenant"} or {"all": true}, each with a "reason" of 1 to 256 characters, and nothing else.';
const KNOWN = new Set(['tenant', 'session', 'user', 'all', 'reason']);

/** Reads the body of a revocation. A member too many or too few could revoke something else than was meant, so it is refused. */
export function parseRevocation(body: Record<string, unknown> | null): RevocationRequest {
  if (body === null) return { ok: false, problem: `The body is not a JSON object. ${SHAPES}` };
  const unknown = Object.keys(body).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) return { ok: false, problem: `Unknown members. ${SHAPES}` };
  const { reason } = body;
  if (!isText(reason)) return { ok: false, problem: `"reason" is missing or not a text. ${SHAPES}` };
  const scope = scopeOf(body);
  return scope === null ? { ok: false, problem: SHAPES } : { ok: true, scope, reason };
}

function scopeOf({ tenant, session, user, all }: Record<string, unknown>): RevocationScope | null {
  if (all !== undefined)
    return all === true && tenant === undefined && session === undefined && user === undefined
      ? { kind: 'everyone' }
      : null;
  if (typeof tenant !== 'string' || !isTenantId(tenant)) return null;
  if (session !== undefined)
    return isText(session) && user === undefined ? { kind: 'session', tenant, id: session } : null;
  if (user !== undefined) return isText(user) ? { kind: 'user', tenant, id: user } : null;
  return { kind: 'tenant', tenant };
}
