import {
  type Axis,
  type AxisBuilder,
  axisBetween,
  type EffectiveRoute,
  enforcedConditions,
  listAxis,
} from '../axis/index.ts';
import { timesAxis } from './times-axis.ts';

/** Conditions on the connection and on the time. */
export function conditionsAxes(old: EffectiveRoute | null, next: EffectiveRoute | null): readonly Axis[] {
  return [tlsAxis(old, next), countriesAxis(old, next), asnsAxis(old, next), timesAxis(old, next)];
}

const tlsAxis: AxisBuilder = (old, next) => {
  const versions = [
    { word: 'TLS 1.3', text: 'TLSv1.3', minor: 3 },
    { word: 'TLS 1.2', text: 'TLSv1.2', minor: 2 },
    { word: 'older or unknown TLS', text: null, minor: 0 },
  ];
  return axisBetween(
    'tls',
    old,
    next,
    versions.map(({ word, text, minor }) => ({
      words: [word],
      passes: (route) => minor >= (enforcedConditions(route)?.minTls ?? 0),
      apply: (candidate) => {
        candidate.tlsVersion = text;
      },
    })),
  );
};

const countriesAxis: AxisBuilder = (old, next) =>
  listAxis('countries', old, next, {
    listed: (route) => enforcedConditions(route)?.countries ?? null,
    other: otherCountry,
    set: (candidate, country) => {
      candidate.country = country;
    },
  });

const asnsAxis: AxisBuilder = (old, next) =>
  listAxis('asns', old, next, {
    listed: (route) => enforcedConditions(route)?.asns ?? null,
    other: (named) => Math.max(64_495, ...named) + 1,
    set: (candidate, asn) => {
      candidate.asn = asn;
    },
  });

function otherCountry(named: readonly string[]): string {
  return (
    ['SE', 'CH', 'BR', 'ZZ', ...Array.from({ length: 26 }, (_, i) => `X${String.fromCharCode(65 + i)}`)].find(
      (code) => !named.includes(code),
    ) ?? 'QQ'
  );
}
