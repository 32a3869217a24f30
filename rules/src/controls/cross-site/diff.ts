import {
  type AxisBuilder,
  axisBetween,
  axisOf,
  type ControlAxis,
  type EffectiveRoute,
  observes,
  siteWords,
  type ValueClass,
} from '../../analysis/diff/axis/index.ts';
import type { ControlDiff } from '../module.ts';

/** The sites that make the requests of the class: they pass, or do not, together. */
const buildSites: AxisBuilder = (old, next, { sites: [first, ...others] }) =>
  axisOf([
    {
      words: [...new Set([first, ...others].map(siteWords))],
      old: old?.passesCrossSite === true,
      new: next?.passesCrossSite === true,
      apply: (candidate) => {
        candidate.site = first;
      },
    },
  ]);

const sites: ControlAxis = {
  dimension: 'sites',
  title: 'requests from',
  parts: ['cors', 'crossSite'],
  sharedCause: () => null,
  prepare: () => buildSites,
};

/** Request headers for which a preflight asks permission, one at a time, since each is allowed or not by itself. */
const buildHeaders: AxisBuilder = (old, next) => {
  if (old?.preflight !== true && next?.preflight !== true) return null;
  const named = [...new Set([old, next].flatMap((route) => route?.rule.cors?.headers ?? []))].toSorted();
  const other = named.includes('x-other') ? `${named.toSorted((a, b) => b.length - a.length)[0]}-other` : 'x-other';
  return axisBetween(old, next, [
    headerClass('no header', null),
    ...named.map((header) => headerClass(header, header)),
    headerClass('any other header', other),
  ]);
};

const headers: ControlAxis = {
  dimension: 'requestHeaders',
  title: 'request headers',
  parts: ['cors'],
  sharedCause: () => null,
  prepare: () => buildHeaders,
};

export const diff: ControlDiff = { axes: [sites, headers] };

function headerClass(word: string, header: string | null): ValueClass<EffectiveRoute> {
  return {
    words: [word],
    passes: (route) => header === null || allows(route, header),
    apply: (candidate) => {
      candidate.requestedHeader = header;
    },
  };
}

function allows(route: EffectiveRoute, header: string): boolean {
  return !route.preflight || observes(route, 'crossSite') || route.rule.cors?.headers.includes(header) === true;
}
