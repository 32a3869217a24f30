import { fold } from '../../engine/index.ts';
import type { Report } from '../problems/index.ts';
import type { IndexedRoute } from './indexed-route.ts';

/** Below one path, two literal segments must not be the same to an origin that ignores case, decodes or normalises. */
export function checkLetterCase(report: Report, routes: readonly IndexedRoute[]): void {
  const spellings = new Map<string, { readonly value: string; readonly index: number }>();
  for (const { index, rule } of routes) {
    let place = '';
    for (const segment of rule.segments) {
      place += segment.kind === 'literal' ? `/=${fold(segment.value)}` : `/${segment.kind}`;
      if (segment.kind !== 'literal') continue;
      const first = spellings.get(place);
      if (first === undefined) spellings.set(place, { value: segment.value, index });
      else if (first.value !== segment.value) {
        const differs =
          first.value.toLowerCase() === segment.value.toLowerCase()
            ? 'differs only in letter case from'
            : 'can be read as another spelling of';
        report.add(
          ['routes', index, 'path'],
          'letter_case',
          `"${segment.value}" ${differs} "${first.value}" in line ${report.line(['routes', first.index])}.`,
          `Write "${first.value}" in both, or choose another word.`,
        );
      }
    }
  }
}
