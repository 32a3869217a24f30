import { type AxisBuilder, axisBetween, type EffectiveRoute, type ValueClass } from '../axis/index.ts';

/** Request headers for which a preflight asks permission, one at a time, since each is allowed or not by itself. */
export const requestHeadersAxis: AxisBuilder = (old, next) => {
  const named = [...new Set([old, next].flatMap((route) => route?.rule.cors?.headers ?? []))].toSorted();
  const other = named.includes('x-other') ? `${named.toSorted((a, b) => b.length - a.length)[0]}-other` : 'x-other';
  return axisBetween('requestHeaders', old, next, [
    headerClass('no header', null),
    ...named.map((header) => headerClass(header, header)),
    headerClass('any other header', other),
  ]);
};

function headerClass(word: string, header: string | null): ValueClass {
  return {
    words: [word],
    passes: (route) => header === null || allows(route, header),
    apply: (candidate) => {
      candidate.requestedHeader = header;
    },
  };
}

function allows({ preflight, rule }: EffectiveRoute, header: string): boolean {
  return !preflight || rule.observe.includes('crossSite') || rule.cors?.headers.includes(header) === true;
}
