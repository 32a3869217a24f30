import { type TenantPolicy, tightestPolicy } from '@portcullis/rules/engine';
import type { FeedPosition, SnapshotEntry, StoreEntry } from '../store.ts';
import { fingerprint } from './fingerprint.ts';
import { createFingerprintSet, type FingerprintSet } from './fingerprint-set.ts';
import { covers, endedBy, type KnownRevocation, type KnownRevocations, later, scopeText } from './known-revocations.ts';
import type { KnownPolicy, TenantPolicies } from './policies/index.ts';
import type { Subject, Suspicion } from './suspicion.ts';

type StoreRevocation = Extract<StoreEntry, { kind: 'revocation' }>;

/** What a replica knows of a shard. */
export interface ShardContents {
  position: FeedPosition;
  /** Sessions and users that the store holds to be revoked. */
  readonly marks: FingerprintSet;
  /** Of states that are gone: the store cannot be asked about them any more. */
  readonly lostMarks: FingerprintSet;
  /** The same in full, to be written back: by scope. Held until the store has them again, or they expire. */
  readonly lost: Map<string, KnownRevocation>;
  /** Written by this isolate, and not met in the feed yet, in full and by scope: the store may have lost it before this isolate read on. */
  readonly unmet: Map<string, KnownRevocation>;
  readonly policies: TenantPolicies;
  /** What held of tenants when the state was lost, until their policy is set again. */
  readonly lostPolicies: Map<string, TenantPolicy>;
}

export function emptyContents(position: FeedPosition, policies: TenantPolicies, nowSeconds: number): ShardContents {
  // Whole minutes, in which times are kept: then those of two contents can be compared.
  const base = Math.floor(nowSeconds / 60) * 60;
  return {
    position,
    marks: createFingerprintSet(base),
    lostMarks: createFingerprintSet(base),
    lost: new Map(),
    unmet: new Map(),
    policies,
    lostPolicies: new Map(),
  };
}

/** Leaves out what has expired; fingerprints once a day: their times are kept for 45 days from when this was done last. */
export function renew({ marks, lostMarks, lost, unmet }: ShardContents, nowSeconds: number): void {
  marks.renew(nowSeconds);
  lostMarks.renew(nowSeconds);
  for (const entries of [lost, unmet])
    for (const [text, { expires }] of entries) if (expires <= nowSeconds) entries.delete(text);
}

/** What is held, in numbers. */
export interface ContentsSize {
  readonly revocations: number;
  readonly revocationBytes: number;
  /** Of the revocations, those that the store does not hold any more. */
  readonly lost: number;
}

export function sizeOf(contents: ShardContents | null): ContentsSize {
  if (contents === null) return { revocations: 0, revocationBytes: 0, lost: 0 };
  const { marks, lostMarks, lost } = contents;
  return {
    revocations: marks.size + lostMarks.size,
    revocationBytes: marks.bytes + lostMarks.bytes,
    lost: lostMarks.size + lost.size,
  };
}

/** Takes over one entry that the store holds. @param isNews it is a change, not a part of a snapshot */
export function applyEntry(
  contents: ShardContents,
  known: KnownRevocations,
  entry: StoreEntry | SnapshotEntry,
  isNews: boolean,
): void {
  switch (entry.kind) {
    case 'revocation':
      applyRevocation(contents, known, entry, isNews);
      break;
    case 'has-policy':
      contents.policies.mark(entry.tenant);
      break;
    case 'policy':
      contents.policies.change(entry.tenant, entry.policy);
      if (isNews) contents.lostPolicies.delete(entry.tenant);
  }
}

function applyRevocation(
  { marks, lostMarks, lost, unmet }: ShardContents,
  known: KnownRevocations,
  entry: StoreRevocation,
  isNews: boolean,
): void {
  known.learn(entry, isNews);
  const text = scopeText(entry.scope);
  for (const entries of [lost, unmet]) {
    const missing = entries.get(text);
    if (missing !== undefined && covers(entry, missing)) entries.delete(text);
  }
  if (!('id' in entry.scope)) return;
  const mark = fingerprint(text);
  marks.add(mark, entry.expires);
  if (lostMarks.size > 0) lostMarks.forget(mark, entry.expires);
}

/** What holds of a tenant: what was known when the state was lost is never loosened by an older one. */
export function policyIn({ policies, lostPolicies }: ShardContents, tenant: string): KnownPolicy {
  const policy = policies.of(tenant);
  return policy === undefined ? undefined : tightestPolicy(policy, lostPolicies.get(tenant) ?? null);
}

/** Whether anything that was revoked may concern a session. */
export function suspicionOf(
  contents: ShardContents | null,
  known: KnownRevocations,
  subject: Subject,
  nowSeconds: number,
): Suspicion {
  const by = known.revokedBy(subject, nowSeconds);
  if (by !== null || contents === null) return by ?? 'maybe';
  const { marks, lostMarks, lost } = contents;
  if (lost.size > 0 && endedBy(lost, lost, subject, nowSeconds) !== null) return 'lost';
  if (marks.size + lostMarks.size === 0) return 'none';
  const { tenant, user, session } = subject;
  const found = (['session', 'user'] as const)
    .map((kind) => scopeText({ kind, tenant, id: kind === 'session' ? session : user }))
    // What is held in full has just been judged.
    .filter((text) => !known.holds(text, nowSeconds) && !lost.has(text))
    .map(fingerprint);
  if (found.some((mark) => lostMarks.has(mark, nowSeconds))) return 'lost';
  return found.some((mark) => marks.has(mark, nowSeconds)) ? 'maybe' : 'none';
}

/** What a load has found in the store, of all that was known in full before. */
export interface Held {
  /** Of tenants, as they were held when the load began: another load that ends sooner lets go of them. */
  readonly policies: ReturnType<TenantPolicies['held']>;
  /** Known before the load began, by scope. */
  readonly known: ReadonlyMap<string, KnownRevocation>;
  readonly held: Map<string, KnownRevocation>;
}

/** What must be found again by a load that begins now. */
export function heldBefore(
  shard: number,
  known: KnownRevocations,
  before: ShardContents | null,
  nowSeconds: number,
): Held {
  const entries = [...known.ofShard(shard, known.learnt(), nowSeconds), ...(before?.lost.values() ?? [])];
  const byScope = new Map<string, KnownRevocation>();
  for (const entry of entries) {
    const text = scopeText(entry.scope);
    byScope.set(text, later(byScope.get(text), entry));
  }
  return { policies: before?.policies.held() ?? [], known: byScope, held: new Map() };
}

/** Notes an entry of a load. */
export function noteHeld({ known, held }: Held, entry: StoreEntry | SnapshotEntry): void {
  if (entry.kind !== 'revocation' || known.size === 0) return;
  const text = scopeText(entry.scope);
  if (known.has(text)) held.set(text, later(held.get(text), entry));
}

/**
 * Carries over what the store does not hold any more. A revocation is never taken back, so what is missing before it expires
 * was lost, even if the store says otherwise.
 * @param isLost the store has another past than the one that was known
 */
export function carryOver(
  next: ShardContents,
  before: ShardContents | null,
  { policies, known, held }: Held,
  isLost: boolean,
  nowSeconds: number,
): void {
  for (const [text, entry] of known) if (!covers(held.get(text), entry)) next.lost.set(text, entry);
  if (before === null) return;
  // What was known when the load began, the load has looked for; of many that were imported, not all are still known in full.
  for (const [text, entry] of before.unmet)
    if (!known.has(text) && !next.marks.has(fingerprint(text), entry.expires - 1)) next.unmet.set(text, entry);
  const inFull = new Set([...known.keys()].map(fingerprint));
  for (const marks of [before.marks, before.lostMarks])
    marks.copyInto(
      {
        add: (mark, expires) => {
          if (!inFull.has(mark) && !next.marks.has(mark, expires - 1)) next.lostMarks.add(mark, expires);
        },
      },
      nowSeconds,
    );
  for (const [tenant, policy] of before.lostPolicies) next.lostPolicies.set(tenant, policy);
  if (!isLost) return;
  for (const [tenant, policy] of policies) {
    const tightest = tightestPolicy(policy, before.lostPolicies.get(tenant) ?? null);
    if (tightest !== null) next.lostPolicies.set(tenant, tightest);
  }
}
