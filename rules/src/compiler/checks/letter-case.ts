import type { IndexedRoute } from '../build-routes.ts';
import type { Report } from '../report.ts';

/** Below one path, two literal segments must not differ in letter case alone. */
export function checkLetterCase(report: Report, routes: readonly IndexedRoute[]): void {
  const spellings = new Map<string, { readonly value: string; readonly index: number }>();
  for (const { index, rule } of routes) {
    let place = '';
    for (const segment of rule.segments) {
      place += segment.kind === 'literal' ? `/=${segment.value.toLowerCase()}` : `/${segment.kind}`;
      if (segment.kind !== 'literal') continue;
      const first = spellings.get(place);
      if (first === undefined) spellings.set(place, { value: segment.value, index });
      else if (first.value !== segment.value) {
        report.add(
          ['routes', index, 'path'],
          'letter_case',
          `"${segment.value}" differs only in letter case from "${first.value}" in line ${report.line(['routes', first.index])}.`,
          `Write "${first.value}" in both, or choose another word.`,
        );
      }
    }
  }
}
