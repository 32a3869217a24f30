import type { TenantPolicy } from '@portcullis/rules/engine';
import type { RevocationScope } from '../../core/revocation-scope.ts';
import type { AdmitQuestion } from '../port.ts';
import type { FeedPosition, StoreEntry } from '../store.ts';
import { fingerprint } from './fingerprint.ts';
import { createFingerprintSet, type FingerprintSet } from './fingerprint-set.ts';
import { addWide, copyWide, type WideRevocations, widelyRevoked } from './wide-revocations.ts';

/** What was revoked: sessions and users by their fingerprints, tenants and everyone as they are. */
export interface Revoked {
  readonly marks: FingerprintSet;
  readonly wide: WideRevocations;
}

/** What a replica knows of a shard. */
export interface ShardContents {
  position: FeedPosition;
  readonly revoked: Revoked;
  /** What was revoked in a state that is gone: nobody can be asked about it any more. */
  readonly lost: Revoked;
  readonly policies: Map<string, TenantPolicy>;
}

/**
 * `none`: nothing revoked concerns the session. `maybe`: something may; the store knows. `tenant`, `everyone`: revoked with
 * all of them. `lost`: something did in a state that the store has lost.
 */
export type Suspicion = 'none' | 'maybe' | 'tenant' | 'everyone' | 'lost';

export function emptyContents(position: FeedPosition, nowSeconds: number): ShardContents {
  const nothing = (): Revoked => ({ marks: createFingerprintSet(nowSeconds), wide: new Map() });
  return { position, revoked: nothing(), lost: nothing(), policies: new Map() };
}

/** Leaves out what has expired, once a day: times are kept for 45 days from when this was done last. */
export function renew({ revoked, lost }: ShardContents, nowSeconds: number): void {
  for (const { marks, wide } of [revoked, lost]) {
    marks.renew(nowSeconds);
    for (const [key, { expires }] of wide) if (expires <= nowSeconds) wide.delete(key);
  }
}

/** Adds whatever still counts to what is lost. */
export function lose({ marks, wide }: Revoked, lost: Revoked, nowSeconds: number): void {
  marks.copyInto(lost.marks, nowSeconds);
  copyWide(wide, lost.wide, nowSeconds);
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
    revocations: revoked.marks.size + revoked.wide.size + lost.marks.size + lost.wide.size,
    revocationBytes: revoked.marks.bytes + lost.marks.bytes,
    policies: policies.size,
  };
}

/** Takes over one entry. */
export function applyEntry(contents: ShardContents, entry: StoreEntry): void {
  if (entry.kind === 'revocation') {
    const { marks, wide } = contents.revoked;
    if (!addWide(wide, entry)) marks.add(fingerprint(scopeText(entry.scope)), entry.expires);
  } else if (entry.policy === null) contents.policies.delete(entry.tenant);
  else contents.policies.set(entry.tenant, entry.policy);
}

/** Whether anything that was revoked may concern a session. */
export function suspicionOf(
  { revoked, lost }: ShardContents,
  subject: NonNullable<AdmitQuestion['subject']>,
  nowSeconds: number,
): Suspicion {
  const wide = widelyRevoked(revoked.wide, subject, nowSeconds);
  if (wide !== null) return wide;
  if (widelyRevoked(lost.wide, subject, nowSeconds) !== null) return 'lost';
  if (revoked.marks.size + lost.marks.size === 0) return 'none';
  const { tenant, user, session } = subject;
  const marks = [
    scopeText({ kind: 'session', tenant, id: session }),
    scopeText({ kind: 'user', tenant, id: user }),
  ].map(fingerprint);
  if (marks.some((mark) => lost.marks.has(mark, nowSeconds))) return 'lost';
  return marks.some((mark) => revoked.marks.has(mark, nowSeconds)) ? 'maybe' : 'none';
}

/** Unambiguous: tenants hold no NUL, and an id is the last part. */
function scopeText(scope: RevocationScope): string {
  return 'id' in scope ? `${scope.kind}\0${scope.tenant}\0${scope.id}` : scope.kind;
}
