import { canonicalTarget, readingsOf, type Target } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const HOSTILE = [
  '/',
  '//',
  '.',
  '..',
  '%',
  '%2',
  '%2e',
  '%2f',
  '%23',
  '%3F',
  '%3b',
  '%252',
  'F',
  '%5C',
  '%25',
  '%00',
  '%20',
  '%C3%A9',
  '%e9',
  ';',
  '\\',
  '#',
  '?',
  '\t',
  '\n',
  ' ',
  'é',
  '\ufeff',
  '\u3000',
  '\ud800',
  '|',
  '`',
  '{',
  '"',
  "'",
  '<',
  'a',
  'Admin',
  '@',
  ':',
  '+',
  '&',
  '=',
];
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 3 })))
  .map((parts) => parts.join(''));

function accepted(url: string): Target | null {
  const target = canonicalTarget(url);
  return 'reason' in target ? null : target;
}

test('no text at all makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        hostileText,
        hostileText.map((text) => `https://app.example${text}`),
      ),
      (text) => {
        canonicalTarget(text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('doing it again changes nothing', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom('http', 'https'), hostileText, (scheme, text) => {
      const once = accepted(`${scheme}://app.example:8443/${text}`);
      if (once === null) return;
      taken += 1;
      expect(canonicalTarget(`${once.scheme}://${once.host}${once.path}${once.query}`)).toEqual(once);
    }),
    { numRuns: 5000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('the result is what a URL parser reads, so that fetch sends exactly what was decided', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const target = accepted(`https://app.example/${text}`);
      if (target === null) return;
      const whole = `https://app.example${target.path}${target.query}`;
      expect(new URL(whole).href).toBe(whole);
      expect(whole).toMatch(/^[!-~]*$/);
    }),
    { numRuns: 5000 },
  );
});

test('decoding an accepted path without odd segments neither adds a segment nor makes a dot segment, a control or a path parameter', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const target = accepted(`https://app.example/${text}`);
      if (target === null || target.odd !== undefined) return;
      expectOneReading(target.path);
    }),
    { numRuns: 5000 },
  );
});

test('what is not noted as odd, and every reading of what is, is a path that can be read in one way or ends in a refusal', () => {
  let read = 0;
  fc.assert(
    fc.property(hostileText, (text) => {
      const target = accepted(`https://app.example/${text}`);
      const readings = target?.odd === undefined ? null : readingsOf(target);
      if (readings === null || 'reason' in readings) return;
      read += 1;
      expect(readings.size).toBeGreaterThan(1);
      // The last way to read it leaves nothing to be read differently.
      const ends = [...readings.keys()].filter((path) => accepted(`https://app.example${path}`)?.odd === undefined);
      expect(ends.length).toBeGreaterThan(0);
      for (const path of ends) expectOneReading(path);
    }),
    { numRuns: 5000 },
  );
  expect(read).toBeGreaterThan(50);
});

function expectOneReading(path: string): void {
  const segments = path.slice(1).split('/').map(decodeURIComponent);
  expect(segments.slice(0, -1)).not.toContain('');
  for (const segment of segments) {
    expect(segment).not.toMatch(/^\.{1,2}$|[/\\;?#]|\.$|\p{Cc}/u);
    expect(segment.trim()).toBe(segment);
  }
}
