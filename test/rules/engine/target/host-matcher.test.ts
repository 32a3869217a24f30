import { createHostMatcher, isTenantId } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { hostOf } from '../sample-engine.ts';

const match = createHostMatcher(
  ['{tenant}.app.example', 'app.example', 'status.app.example', '{tenant}.localhost:8787', 'localhost:8787'].map(
    hostOf,
  ),
);

describe('createHostMatcher', () => {
  test.each([
    ['acme.app.example', 'acme'],
    ['a-1.app.example', 'a-1'],
    ['1.app.example', '1'],
    ['acme.localhost:8787', 'acme'],
    // A fixed host wins over the pattern that would read it as a tenant.
    ['status.app.example', null],
    ['app.example', null],
    ['localhost:8787', null],
  ])('reads %s as tenant %s', (host, tenant) => {
    expect(match(host)).toMatchObject({ tenant });
  });

  test.each([
    'example',
    'evil-app.example',
    'evilapp.example',
    'app.example.evil',
    'acme.app.example.evil',
    'acme.app.example:8443',
    'a.b.app.example',
    '.app.example',
    '-acme.app.example',
    `${'a'.repeat(64)}.app.example`,
    'localhost',
    'localhost:8788',
    'acme.localhost',
    'acme.localhost:87870',
    '',
    '.',
    '__proto__',
    'constructor',
  ])('knows nothing of %j', (host) => {
    expect(match(host)).toBeNull();
  });

  test('without a pattern no host names a tenant', () => {
    expect(createHostMatcher([hostOf('app.example')])('acme.app.example')).toBeNull();
    expect(createHostMatcher([])('app.example')).toBeNull();
  });
});

describe('isTenantId', () => {
  test.each(['a', '0', 'acme', 'a-b', 'a-', 'a'.repeat(63)])('takes %j', (text) => expect(isTenantId(text)).toBe(true));

  test.each(['', '-a', 'A', 'a_b', 'a.b', 'a:b', 'a*', 'a\n', '\na', 'é', 'a'.repeat(64), 'a b', '__proto__'])(
    'refuses %j',
    (text) => {
      expect(isTenantId(text)).toBe(false);
    },
  );
});
