import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathShape } from '../../../../rules/src/analysis/replay/path-shape.ts';
import { plainText } from '../../../../rules/src/analysis/replay/plain-text.ts';

test.each([
  ['/', '/'],
  ['/loads/4711', '/loads/{id}'],
  ['/loads/4711/', '/loads/{id}/'],
  ['/loads/4711?tab=9#x', '/loads/{id}'],
  ['/d/7c9e6679-7425-40de-944b-e07fc1f90ae7/page', '/d/{id}/page'],
  ['/c/9fceb02d0ae598e95dc970b74767f19372d61af8', '/c/{id}'],
  ['/reset/aZ81kLm20PqRs7TuVw', '/reset/{id}'],
  ['/invoices/INV-2041.pdf', '/invoices/INV-2041.pdf'],
  ['/invoices/INV-2041', '/invoices/INV-{id}'],
  ['/img/2041.png', '/img/{id}.png'],
  ['/deadbeef', '/deadbeef'],
  ['/api/v1/oauth2/step-by-step-guide', '/api/v1/oauth2/step-by-step-guide'],
  ['*', '*'],
  ['', ''],
  [`/${'a/'.repeat(40)}`, `/${'a/'.repeat(12)}...`],
])('%s is of the kind %s', (target, shape) => {
  expect(pathShape(target)).toBe(shape);
});

test('what is shown is printable ASCII, of bounded length, without the query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, query) => {
      const shape = pathShape(`/${path.replaceAll(/[?#]/g, '')}?secret-${query}`);
      expect(shape).toMatch(/^[\x21-\x7e]*$/);
      expect(shape.length).toBeLessThan(1100);
      expect(shape).not.toContain('secret-');
    }),
  );
});

test('controls and lone surrogates are encoded', () => {
  expect(plainText('a\u001b[31mb\n\ud800\u202e', 100)).toBe('a%1B[31mb%0A%EF%BF%BD%E2%80%AE');
  expect(plainText('abcdef', 3)).toBe('abc...');
});
