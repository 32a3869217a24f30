import type { RevocationScope } from '../../core/admin/index.ts';
import type { RevokedBy } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { Subject } from './suspicion.ts';

/** From when on, until when; seconds since the epoch. */
interface Times {
  readonly notBefore: number;
  readonly expires: number;
}

/** A revocation as it was learnt. */
export interface KnownRevocation extends Times {
  readonly scope: RevocationScope;
}

/** By {@link scopeText}. */
export type ByScope = ReadonlyMap<string, Times>;

/**
 * What this isolate has learnt to be revoked, in full and from wherever: a revocation is never taken back, so what was known
 * once holds until it expires, even if a store later says otherwise. Of sessions and users the latest ones are held, of whole tenants
 * and of everyone all.
 */
export interface KnownRevocations {
  /**
   * Takes one over; of two for the same scope, the later times hold.
   * @param isNews it has just happened, so that it takes the place of the oldest one; otherwise it is held where there is room
   */
  readonly learn: (entry: KnownRevocation, isNews: boolean) => void;
  /** What ends a session, by what is held in full. */
  readonly revokedBy: (subject: Subject, nowSeconds: number) => RevokedBy | null;
  /** Whether it was learnt before, with times no earlier. */
  readonly knows: (entry: KnownRevocation) => boolean;
  /** Whether all that is known of a scope is held in full, so that nothing else need be asked about it. */
  readonly holds: (text: string, nowSeconds: number) => boolean;
  /** Live ones that concern a shard and were learnt before a moment of {@link learnt}. */
  readonly ofShard: (shard: number, before: number, nowSeconds: number) => readonly KnownRevocation[];
  /** How many were learnt so far. */
  readonly learnt: () => number;
  /** How many of whole tenants or everyone are held, and about what all take in memory. */
  readonly size: () => { readonly wide: number; readonly bytes: number };
  /** Lets go of what has expired, once a minute. */
  readonly renew: (nowSeconds: number) => void;
}

/** Some 20,000 sessions or users with ids of usual length. What is older is known by its fingerprint alone. */
const MAX_BYTES = 6 * 2 ** 20;
/** What one takes beside its text: times, and a place in the map. */
const ENTRY_BYTES = 220;
const BYTES_A_CHARACTER = 2;
/** Clocks may be set back: until then what has expired may count again. */
const KEPT_EXPIRED_SECONDS = 600;
/** To look through all of them takes milliseconds. */
const RENEW_SECONDS = 60;

/** @param maxBytes what sessions and users may take */
export function createKnownRevocations(maxBytes: number = MAX_BYTES): KnownRevocations {
  const wide = new Map<string, Learnt>();
  const narrow = new Map<string, Learnt>();
  const bytes = { wide: 0, narrow: 0 };
  let learnt = 0;
  let renewedSeconds = Number.NEGATIVE_INFINITY;
  const forget = (kind: 'wide' | 'narrow', text: string): void => {
    if ((kind === 'wide' ? wide : narrow).delete(text)) bytes[kind] -= bytesOf(text);
  };
  return {
    learn: ({ scope, notBefore, expires }, isNews) => {
      const kind = 'id' in scope ? 'narrow' : 'wide';
      const map = kind === 'wide' ? wide : narrow;
      const text = scopeText(scope);
      const before = map.get(text);
      const isTooMuch = kind === 'narrow' && before === undefined && bytes.narrow + bytesOf(text) > maxBytes;
      if (isTooMuch && !isNews) return;
      learnt += 1;
      forget(kind, text);
      map.set(text, { ...later(before, { notBefore, expires }), number: learnt });
      bytes[kind] += bytesOf(text);
      while (bytes.narrow > maxBytes) forget('narrow', narrow.keys().next().value ?? '');
    },
    revokedBy: (subject, nowSeconds) => endedBy(narrow, wide, subject, nowSeconds),
    knows: (entry) => covers(('id' in entry.scope ? narrow : wide).get(scopeText(entry.scope)), entry),
    holds: (text, nowSeconds) => (narrow.get(text)?.expires ?? 0) > nowSeconds,
    ofShard: (shard, before, nowSeconds) =>
      [...wide, ...narrow].flatMap(([text, { notBefore, expires, number }]) => {
        if (number > before || expires <= nowSeconds) return [];
        const scope = scopeOf(text);
        return isOfShard(scope, shard) ? [{ scope, notBefore, expires }] : [];
      }),
    learnt: () => learnt,
    size: () => ({ wide: wide.size, bytes: bytes.wide + bytes.narrow }),
    renew: (nowSeconds) => {
      if (Math.abs(nowSeconds - renewedSeconds) < RENEW_SECONDS) return;
      renewedSeconds = nowSeconds;
      for (const kind of ['wide', 'narrow'] as const)
        for (const [text, { expires }] of kind === 'wide' ? wide : narrow)
          if (expires + KEPT_EXPIRED_SECONDS <= nowSeconds) forget(kind, text);
    },
  };
}

/** There may be many: the text that they are found by says the rest. */
interface Learnt extends Times {
  /** The how-manieth it was. */
  readonly number: number;
}

function bytesOf(text: string): number {
  return ENTRY_BYTES + BYTES_A_CHARACTER * text.length;
}

/** Which of some revocations ends a session; `null` for none. */
export function endedBy(
  narrow: ByScope,
  wide: ByScope,
  { tenant, user, session, issuedAtSeconds }: Subject,
  nowSeconds: number,
): RevokedBy | null {
  const live = (map: ByScope, scope: RevocationScope): Times | null => {
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
export function later<T extends Times>(known: Times | undefined, entry: T): T {
  if (known === undefined) return entry;
  return {
    ...entry,
    notBefore: Math.max(known.notBefore, entry.notBefore),
    expires: Math.max(known.expires, entry.expires),
  };
}

/** Whether what a store holds of a scope is as much as what is known. */
export function covers(held: Times | undefined, known: Times): boolean {
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

/** The scope that {@link scopeText} has written. */
function scopeOf(text: string): RevocationScope {
  const [kind, tenant = '', ...rest] = text.split('\0');
  if (kind === 'everyone') return { kind };
  if (kind === 'tenant') return { kind, tenant };
  if (kind === 'session' || kind === 'user') return { kind, tenant, id: rest.join('\0') };
  throw new RangeError('no scope was written so');
}

function isOfShard(scope: RevocationScope, shard: number): boolean {
  return scope.kind === 'everyone' || shardOf(scope.tenant) === shard;
}
