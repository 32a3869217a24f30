import type { TenantPolicy } from '@portcullis/rules/engine';
import type { RevocationScope } from '../../core/revocation-scope.ts';
import type { AdmitQuestion } from '../port.ts';
import type { FeedPosition, StoreEntry } from '../store.ts';
import { fingerprint } from './fingerprint.ts';
import { createFingerprintSet, type FingerprintSet } from './fingerprint-set.ts';

/** What a replica knows of a shard. */
export interface ShardContents {
  position: FeedPosition;
  readonly revoked: FingerprintSet;
  /** What was revoked in a state that is gone: nobody can be asked about it any more. */
  readonly lost: FingerprintSet;
  readonly policies: Map<string, TenantPolicy>;
}

/**
 * `none`: nothing revoked concerns the session. `maybe`: something may; the store knows. `lost`: something did in a state
 * that the store has lost.
 */
export type Suspicion = 'none' | 'maybe' | 'lost';

export function emptyContents(position: FeedPosition, nowSeconds: number): ShardContents {
  return {
    position,
    revoked: createFingerprintSet(nowSeconds),
    lost: createFingerprintSet(nowSeconds),
    policies: new Map(),
  };
}

/** What is held, in numbers. */
export interface ContentsSize {
  readonly revocations: number;
  readonly revocationBytes: number;
  readonly policies: number;
}

export function sizeOf(contents: ShardContents | null): ContentsSize {
  if (contents === null) return { revocations: 0, revocationBytes: 0, policies: 0 };
  const { revoked, lost, policies } = contents;
  return {
    revocations: revoked.size + lost.size,
    revocationBytes: revoked.bytes + lost.bytes,
    policies: policies.size,
  };
}

/** Takes over one entry. */
export function applyEntry(contents: ShardContents, entry: StoreEntry): void {
  if (entry.kind === 'revocation') contents.revoked.add(fingerprint(scopeText(entry.scope)), entry.expires);
  else if (entry.policy === null) contents.policies.delete(entry.tenant);
  else contents.policies.set(entry.tenant, entry.policy);
}

/** Whether anything that was revoked may concern a session. */
export function suspicionOf(
  { revoked, lost }: ShardContents,
  { tenant, user, session }: NonNullable<AdmitQuestion['subject']>,
  nowSeconds: number,
): Suspicion {
  if (revoked.size + lost.size === 0) return 'none';
  const marks = [
    scopeText({ kind: 'session', tenant, id: session }),
    scopeText({ kind: 'user', tenant, id: user }),
    scopeText({ kind: 'tenant', tenant }),
    scopeText({ kind: 'everyone' }),
  ].map(fingerprint);
  if (marks.some((mark) => lost.has(mark, nowSeconds))) return 'lost';
  return marks.some((mark) => revoked.has(mark, nowSeconds)) ? 'maybe' : 'none';
}

/** Unambiguous: tenants hold no NUL, and an id is the last part. */
function scopeText(scope: RevocationScope): string {
  switch (scope.kind) {
    case 'session':
    case 'user':
      return `${scope.kind}\0${scope.tenant}\0${scope.id}`;
    case 'tenant':
      return `tenant\0${scope.tenant}`;
    case 'everyone':
      return 'everyone';
  }
}
