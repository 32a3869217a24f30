import type { TenantPolicy } from '../context/tenant-policy.ts';
import { GateError } from './gate-error.ts';
import type { Members } from './gate-reply.ts';

/** Whose sessions end: one user's of a tenant, one session of a tenant, all of a tenant, or all there are. */
export type RevocationScope =
  | { readonly tenant: string; readonly user: string }
  | { readonly tenant: string; readonly session: string }
  | { readonly tenant: string }
  | { readonly all: true };

/** A revocation that the gateway keeps. Times are ISO 8601 in UTC. */
export interface Revocation {
  /** Whose sessions have ended. */
  readonly scope: RevocationScope;
  /** Why, in the words of who revoked. */
  readonly reason: string;
  /** Who revoked: an origin's id, or `operator:` and a name. */
  readonly by: string;
  /** Sessions that were issued until then have ended. */
  readonly notBefore: string;
  /** When it is removed, since all those sessions have expired. */
  readonly expires: string;
}

/** Reads a revocation from a reply, or throws {@link GateError} `ERR_GATE_ODD_REPLY`. */
export function readRevocation(value: unknown): Revocation {
  const { reason, by, notBefore, expires, ...scope } = value as Members;
  return Object.freeze({
    scope: readScope(scope),
    reason: text(reason),
    by: text(by),
    notBefore: text(notBefore),
    expires: text(expires),
  });
}

/** Reads a list of revocations, as {@link readRevocation} does. */
export function readRevocations({ revocations }: Members): readonly Revocation[] {
  return list(revocations).map((value) =>
    typeof value === 'object' && value !== null ? readRevocation(value) : odd(),
  );
}

/** Reads a tenant's policy from a reply, or throws {@link GateError} `ERR_GATE_ODD_REPLY`. */
export function readTenantPolicy({ suspended, addresses, requireMfa, forbidActAs, notBefore }: Members): TenantPolicy {
  return Object.freeze({
    suspended: typeof suspended === 'boolean' ? suspended : odd(),
    addresses: Object.freeze(list(addresses).map(text)),
    requireMfa: typeof requireMfa === 'boolean' ? requireMfa : odd(),
    forbidActAs: typeof forbidActAs === 'boolean' ? forbidActAs : odd(),
    notBefore: notBefore === null ? null : text(notBefore),
  });
}

function readScope({ tenant, user, session, all }: Members): RevocationScope {
  if (all === true) return { all };
  if (user !== undefined) return { tenant: text(tenant), user: text(user) };
  if (session !== undefined) return { tenant: text(tenant), session: text(session) };
  return { tenant: text(tenant) };
}

function text(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : odd();
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : odd();
}

function odd(): never {
  throw new GateError('ERR_GATE_ODD_REPLY', null);
}
