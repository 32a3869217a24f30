import { expect, test } from 'vitest';
import {
  checkKeptWrite,
  encodePart,
  isBackedUp,
  isKeptKey,
  isKeyPart,
  keptKey,
  keptOfSession,
  keptParts,
  keptPrefix,
} from '../../../../worker/core/kept/index.ts';
import { HOSTILE } from '../../state/conformance/samples.ts';

test('a key holds any text, and different parts never give the same key', () => {
  const keys = HOSTILE.flatMap((one) => HOSTILE.map((other) => keptKey('user', one, other)));
  expect(new Set(keys).size).toBe(HOSTILE.length ** 2);
  expect(keys.filter((key) => !isKeptKey(key))).toEqual([]);
  expect(keptKey('user', 'a/b')).toBe('user/a%2Fb');
  for (const text of HOSTILE) expect(keptParts(keptKey('user', text, 'x'))).toEqual([text, 'x']);
});

test('marks that an encoded part may hold are none that Redis, SQL or a path reads', () => {
  expect(encodePart("a!'()*%20ä")).toBe('a%21%27%28%29%2A%2520%C3%A4');
});

test('what is kept of a session is named by its user and id', () => {
  const keys = keptOfSession({ user: 'a/b', id: 's' });
  expect(keys.toSorted()).toEqual(
    ['generation', 'guest', 'recheck', 'session', 'source'].map((kind) => `${kind}/a%2Fb/s`),
  );
});

test('the longest names of a person, a user and a tenant fit into one key', () => {
  const longest = ['漢'.repeat(44), '@'.repeat(133)];
  expect(longest.every(isKeyPart)).toBe(true);
  for (const name of longest)
    checkKeptWrite('acme', [
      { key: keptKey('unnamed', name, 'a'.repeat(63), name, crypto.randomUUID()), value: '', expires: null },
    ]);
  for (const name of longest)
    for (const key of keptOfSession({ user: name, id: name }))
      checkKeptWrite('acme', [{ key, value: '', expires: null }]);
});

test('a prefix covers whole parts alone', () => {
  expect(keptKey('session', 'u1', 's').startsWith(keptPrefix('session', 'u1'))).toBe(true);
  expect(keptKey('session', 'u10', 's').startsWith(keptPrefix('session', 'u1'))).toBe(false);
});

test.each(['', 'user', '/x', 'users/x', 'User/x', 'user/a b', 'user/a*', 'constructor/x', 'version'])(
  '%j is no key',
  (text) => {
    expect(isKeptKey(text)).toBe(false);
  },
);

test('what ends by itself is in no backup', () => {
  expect(isBackedUp(keptKey('session', 'u', 's'))).toBe(false);
  expect(isBackedUp(keptKey('user', 'u'))).toBe(true);
  expect(isBackedUp('stranger/u')).toBe(false);
});

test('half a character, and a time that is none, are refused', () => {
  const key = keptKey('user', 'u');
  expect(() => keptKey('user', '\ud800')).toThrow();
  expect(() => checkKeptWrite('acme', [{ key, value: '\ud800', expires: null }])).toThrow(/well-formed/);
  expect(() => checkKeptWrite('acme', [{ key, value: 'x', expires: Number.NaN }])).toThrow(/seconds since/);
});
