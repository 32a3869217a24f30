import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type JwsResult, rememberVerified } from '../../../worker/core/tokens/index.ts';

const KIB = 1024;

/** A verifier that counts how often it is asked, and refuses what ends in `!`. */
function counting() {
  const asked: string[] = [];
  const verify = (token: string): Promise<JwsResult> => {
    asked.push(token);
    return Promise.resolve(
      token.endsWith('!')
        ? { ok: false, detail: 'signature' }
        : { ok: true, payload: { sub: token, roles: ['owner'] } },
    );
  };
  return { asked, verify };
}

describe('a token whose signature held', () => {
  test('is not verified again, and the answer comes at once', async () => {
    const { asked, verify } = counting();
    const remembering = rememberVerified(verify, 64 * KIB);
    const first = await remembering('a.b.c');
    expect(remembering('a.b.c')).toBe(first);
    expect(asked).toEqual(['a.b.c']);
  });

  test('is that token alone, to the last bit', async () => {
    const { asked, verify } = counting();
    const remembering = rememberVerified(verify, 64 * KIB);
    await remembering('a.b.c');
    for (const other of ['a.b.d', 'a.b.c ', 'a.b.', 'A.b.c', 'a.b.cc']) {
      expect(await remembering(other)).toEqual({ ok: true, payload: { sub: other, roles: ['owner'] } });
      expect(asked.at(-1)).toBe(other);
    }
  });

  test('cannot be changed by a request for the next one', async () => {
    const remembering = rememberVerified(counting().verify, 64 * KIB);
    const result = await remembering('a.b.c');
    if (!result.ok) throw new Error('refused');
    expect(() => Object.assign(result.payload, { sub: 'other' })).toThrow(TypeError);
    expect(() => (result.payload['roles'] as string[]).push('admin')).toThrow(TypeError);
  });
});

test('claims with the names of what objects inherit freeze nothing but themselves', async () => {
  const payload = JSON.parse('{"__proto__":{"roles":["owner"]},"constructor":{"x":1},"sub":"a"}') as Record<
    string,
    unknown
  >;
  const remembering = rememberVerified(() => Promise.resolve({ ok: true, payload }), 64 * KIB);
  await remembering('a.b.c');
  expect([Object.prototype, Object, Array.prototype].some((shared) => Object.isFrozen(shared))).toBe(false);
  expect(({} as Record<string, unknown>)['roles']).toBeUndefined();
  expect(Object.isFrozen(payload['constructor'])).toBe(true);
});

test('requests at once for one token each get its payload, and take its room once', async () => {
  const { asked, verify } = counting();
  const remembering = rememberVerified(verify, 64 * KIB);
  await remembering('other');
  await Promise.all(Array.from({ length: 1000 }, () => remembering('a.b.c')));
  expect(asked).toHaveLength(1001);
  expect(remembering('other')).not.toBeInstanceOf(Promise);
});

test('a token that fails is verified each time: nothing without a key takes room', async () => {
  const { asked, verify } = counting();
  const remembering = rememberVerified(verify, 64 * KIB);
  await remembering('a.b.c');
  for (let index = 0; index < 1000; index += 1) await remembering(`x.y.${index}!`);
  expect(asked).toHaveLength(1001);
  await remembering('x.y.7!');
  expect(asked).toHaveLength(1002);
  expect(remembering('a.b.c')).not.toBeInstanceOf(Promise);
});

test('a memory that fills forgets what was not used for longest', async () => {
  const { asked, verify } = counting();
  const remembering = rememberVerified(verify, 64 * KIB);
  await remembering('used');
  await remembering('unused');
  for (let index = 0; index < 1000; index += 1) {
    await remembering(`token-${index}`);
    await remembering('used');
  }
  expect(asked.filter((token) => token === 'used')).toHaveLength(1);
  await remembering('unused');
  expect(asked.filter((token) => token === 'unused')).toHaveLength(2);
});

test('many tokens leave no more behind than its bound, whatever header they were cut from', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  // A payload is read from bytes of its own.
  const textOf = (token: string) => Buffer.from(token.slice(0, 30)).toString();
  const remembering = rememberVerified(
    (token) => Promise.resolve({ ok: true, payload: { sub: textOf(token), roles: ['owner'] } }),
    4 * KIB * KIB,
  );
  const rest = 'z'.repeat(10_000);
  const before = heapBytes();
  for (let index = 0; index < 5000; index += 1) {
    const header = `app=${rest}; __Host-role=${index.toString(36).padStart(300, 'a')}; other=${rest}`;
    await remembering(header.slice(header.indexOf('role=') + 5, -rest.length - '; other='.length));
  }
  expect(heapBytes() - before).toBeLessThan(4 * KIB * KIB);
  expect(remembering((4999).toString(36).padStart(300, 'a'))).not.toBeInstanceOf(Promise);
});
