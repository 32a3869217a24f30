import { fold } from '../../engine/index.ts';
import type { Path, Report } from '../problems/index.ts';
import type { PlacedRule } from './placed-rule.ts';

/** Below one path of a host, two literal segments must not be the same to an origin that ignores case, decodes or normalises. */
export function checkLetterCase(report: Report, routes: readonly PlacedRule[]): void {
  const hosts = new Set(routes.flatMap(({ rule }) => rule.hosts ?? []));
  for (const host of [null, ...hosts])
    checkHost(
      report,
      routes.filter(({ rule }) => rule.hosts === null || (host !== null && rule.hosts.includes(host))),
    );
}

function checkHost(report: Report, routes: readonly PlacedRule[]): void {
  const spellings = new Map<string, { readonly value: string; readonly path: Path }>();
  for (const { path, rule } of routes) {
    let place = '';
    for (const segment of rule.segments) {
      place += segment.kind === 'literal' ? `/=${fold(segment.value)}` : `/${segment.kind}`;
      if (segment.kind !== 'literal') continue;
      const first = spellings.get(place);
      if (first === undefined) spellings.set(place, { value: segment.value, path });
      else if (first.value !== segment.value) {
        const differs =
          first.value.toLowerCase() === segment.value.toLowerCase()
            ? 'differs only in letter case from'
            : 'can be read as another spelling of';
        report.add(
          [...path, 'path'],
          'letter_case',
          `"${segment.value}" ${differs} "${first.value}" in line ${report.line(first.path)}.`,
          `Write "${first.value}" in both, or choose another word.`,
        );
      }
    }
  }
}
