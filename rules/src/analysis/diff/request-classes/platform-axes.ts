import type { Conditions } from '../../../policy/index.ts';
import type { Draft } from '../axis/index.ts';
import { type Atom, type Axis, axisOf, observes, type Region, type View } from '../axis/index.ts';
import { commonMoments, type MomentSet, momentsOf, momentWords, someMoment, withoutMoments } from '../sets/index.ts';

/** Conditions on the connection and on the time. */
export function platformAxes(old: View | null, next: View | null): readonly Axis[] {
  const [a, b] = [conditionsOf(old), conditionsOf(next)];
  return [
    tlsAxis(old, next, a, b),
    listAxis('countries', old, next, a?.countries ?? null, b?.countries ?? null, (draft, value) => {
      draft.country = value === 'other' ? otherCountry([...(a?.countries ?? []), ...(b?.countries ?? [])]) : value;
    }),
    listAxis('asns', old, next, a?.asns?.map(String) ?? null, b?.asns?.map(String) ?? null, (draft, value) => {
      const other = otherNumber([...(a?.asns ?? []), ...(b?.asns ?? [])]);
      draft.asn = value === null ? null : value === 'other' ? other : Number(value);
    }),
    timesAxis(old, next, a, b),
  ];
}

/** The conditions that can refuse. */
export function conditionsOf(view: View | null): Conditions | null {
  return view === null || observes(view, 'conditions') ? null : view.side.route.access.conditions;
}

function tlsAxis(old: View | null, next: View | null, a: Conditions | null, b: Conditions | null): Axis {
  const versions = [
    { word: 'TLS 1.3', text: 'TLSv1.3', minor: 3 },
    { word: 'TLS 1.2', text: 'TLSv1.2', minor: 2 },
    { word: 'older or unknown TLS', text: null, minor: 0 },
  ];
  return axisOf(
    'tls',
    versions.map(({ word, text, minor }) => ({
      words: [word],
      old: old !== null && minor >= (a?.minTls ?? 0),
      new: next !== null && minor >= (b?.minTls ?? 0),
      apply: (draft: Draft) => {
        draft.tlsVersion = text;
      },
    })),
  );
}

function listAxis(
  dimension: 'countries' | 'asns',
  old: View | null,
  next: View | null,
  a: readonly string[] | null,
  b: readonly string[] | null,
  set: (draft: Draft, value: string | null) => void,
): Axis {
  const atomOf = (word: string, value: string | null, isNamed: boolean): Atom => ({
    words: [word],
    old: old !== null && (a === null || (isNamed && a.includes(word))),
    new: next !== null && (b === null || (isNamed && b.includes(word))),
    apply: (draft) => set(draft, value),
  });
  const named = [...new Set([...(a ?? []), ...(b ?? [])])].toSorted();
  return axisOf(dimension, [
    ...named.map((value) => atomOf(value, value, true)),
    atomOf('unknown', null, false),
    atomOf('any other', 'other', false),
  ]);
}

function timesAxis(old: View | null, next: View | null, a: Conditions | null, b: Conditions | null): Axis {
  const [before, after] = [old === null ? null : momentsOf(a), next === null ? null : momentsOf(b)];
  const whole = (set: MomentSet | null): Region | null => (set === null ? null : regionOf(commonMoments(set, set)));
  const both = before === null || after === null ? null : regionOf(commonMoments(before, after));
  const without = (set: MomentSet | null, other: MomentSet | null): Region | null =>
    set === null || other === null ? whole(set) : regionOf(withoutMoments(set, other));
  return {
    dimension: 'times',
    old: whole(before),
    new: whole(after),
    both,
    opened: without(after, before),
    closed: without(before, after),
  };
}

function regionOf(parts: readonly MomentSet[]): Region | null {
  const moment = parts[0] === undefined ? null : someMoment(parts[0]);
  if (moment === null) return null;
  return {
    words: parts.map(momentWords),
    apply: (draft) => {
      draft.nowSeconds = moment;
    },
  };
}

function otherCountry(named: readonly string[]): string {
  return (
    ['SE', 'CH', 'BR', 'ZZ', ...Array.from({ length: 26 }, (_, i) => `X${String.fromCharCode(65 + i)}`)].find(
      (code) => !named.includes(code),
    ) ?? 'QQ'
  );
}

function otherNumber(named: readonly number[]): number {
  return Math.max(64_495, ...named) + 1;
}
