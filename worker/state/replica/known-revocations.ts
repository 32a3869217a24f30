import type { RevocationScope } from '../../core/revocation-scope.ts';
import type { AdmitAnswer, AdmitQuestion } from '../port.ts';
import { shardOf } from '../shard.ts';

/** A revocation as it was learnt; seconds since the epoch. */
export interface KnownRevocation {
  readonly scope: RevocationScope;
  readonly notBefore: number;
  readonly expires: number;
}

/** By {@link scopeText}. */
export type ByScope = ReadonlyMap<string, KnownRevocation>;

type Subject = NonNullable<AdmitQuestion['subject']>;

/**
 * What this isolate has learnt to be revoked, in full and from wherever: a revocation is never taken back, so what was known
 * once holds until it expires, whatever a store says later. Of sessions and users the latest ones are held, of whole tenants
 * and of everyone all.
 */
export interface KnownRevocations {
  /**
   * Takes one over; of two for the same scope, the later times hold.
   * @param isNews it has just happened, so that it takes the place of the oldest one; otherwise it is held where there is room
   */
  readonly learn: (entry: KnownRevocation, isNews: boolean) => void;
  /** What ends a session, by what is held in full. */
  readonly revokedBy: (subject: Subject, nowSeconds: number) => AdmitAnswer['revokedBy'];
  /** Whether all that is known of a scope is held in full, so that nothing else need be asked about it. */
  readonly holds: (text: string, nowSeconds: number) => boolean;
  /** Live ones that concern a shard and were learnt before a moment of {@link learnt}. */
  readonly ofShard: (shard: number, before: number, nowSeconds: number) => readonly KnownRevocation[];
  /** How many were learnt so far. */
  readonly learnt: () => number;
  /** How many are held in full, and how many of them are of whole tenants or everyone. */
  readonly size: () => { readonly all: number; readonly wide: number };
  /** Lets go of what has expired. */
  readonly renew: (nowSeconds: number) => void;
}

/** About five megabytes. What is older is known by its fingerprint alone. */
const MAX_KNOWN = 20_000;
/** Clocks may be set back: until then what has expired may count again. */
const KEPT_EXPIRED_SECONDS = 600;

export function createKnownRevocations(maxKnown: number = MAX_KNOWN): KnownRevocations {
  const wide = new Map<string, Learnt>();
  const narrow = new Map<string, Learnt>();
  let learnt = 0;
  const mapOf = (scope: RevocationScope): Map<string, Learnt> => ('id' in scope ? narrow : wide);
  return {
    learn: ({ scope, notBefore, expires }, isNews) => {
      const map = mapOf(scope);
      const text = scopeText(scope);
      if (!isNews && map === narrow && map.size >= maxKnown && !map.has(text)) return;
      const entry = later(map.get(text), { scope, notBefore, expires });
      learnt += 1;
      map.delete(text);
      map.set(text, { ...entry, number: learnt });
      if (narrow.size > maxKnown) narrow.delete(narrow.keys().next().value ?? '');
    },
    revokedBy: (subject, nowSeconds) => endedBy(narrow, wide, subject, nowSeconds),
    holds: (text, nowSeconds) => (narrow.get(text)?.expires ?? 0) > nowSeconds,
    ofShard: (shard, before, nowSeconds) =>
      [...wide.values(), ...narrow.values()].filter(
        ({ scope, expires, number }) => number <= before && expires > nowSeconds && isOfShard(scope, shard),
      ),
    learnt: () => learnt,
    size: () => ({ all: wide.size + narrow.size, wide: wide.size }),
    renew: (nowSeconds) => {
      for (const map of [wide, narrow])
        for (const [text, { expires }] of map) if (expires + KEPT_EXPIRED_SECONDS <= nowSeconds) map.delete(text);
    },
  };
}

interface Learnt extends KnownRevocation {
  /** The how-manieth it was. */
  readonly number: number;
}

/** Which of some revocations ends a session; `null` for none. */
export function endedBy(
  narrow: ByScope,
  wide: ByScope,
  { tenant, user, session, issuedAtSeconds }: Subject,
  nowSeconds: number,
): AdmitAnswer['revokedBy'] {
  const live = (map: ByScope, scope: RevocationScope): KnownRevocation | null => {
    const found = map.size === 0 ? undefined : map.get(scopeText(scope));
    return found !== undefined && found.expires > nowSeconds ? found : null;
  };
  const ends = (map: ByScope, scope: RevocationScope): boolean =>
    (live(map, scope)?.notBefore ?? Number.NEGATIVE_INFINITY) >= issuedAtSeconds;
  // A session id names one session, whenever its cookie says that it was issued: clocks may run ahead.
  if (live(narrow, { kind: 'session', tenant, id: session }) !== null) return 'session';
  if (ends(narrow, { kind: 'user', tenant, id: user })) return 'user';
  if (ends(wide, { kind: 'tenant', tenant })) return 'tenant';
  return ends(wide, { kind: 'everyone' }) ? 'everyone' : null;
}

/** The later times of both: that is what a store holds of two for the same scope. */
export function later(known: KnownRevocation | undefined, entry: KnownRevocation): KnownRevocation {
  if (known === undefined) return entry;
  const { scope } = entry;
  return {
    scope,
    notBefore: Math.max(known.notBefore, entry.notBefore),
    expires: Math.max(known.expires, entry.expires),
  };
}

/** Whether what a store holds of a scope is as much as what is known. */
export function covers(held: KnownRevocation | undefined, known: KnownRevocation): boolean {
  return held !== undefined && held.notBefore >= known.notBefore && held.expires >= known.expires;
}

/** Unambiguous: tenants hold no NUL, and an id is the last part. */
export function scopeText(scope: RevocationScope): string {
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

function isOfShard(scope: RevocationScope, shard: number): boolean {
  return scope.kind === 'everyone' || shardOf(scope.tenant) === shard;
}
