import { ContextError, createContextVerifier } from '@portcullis/origin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { first, good, HEADER, HOST_HEADER, options, REQUEST, refused, verifier, verify } from './good-context.ts';
import { GOOD_CLAIMS, signHmac } from './tokens.ts';

/** What a context comes to: the code of a `ContextError`, or `accepted`; any other error fails the test. */
async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ContextError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('every mutation of a good context', () => {
  const others = ['A', 'B', '_', '-', '.', '=', '+', '/', ' ', ',', '\0', '\t', '\n', 'é', 'Ａ', '\u{1f69a}', '%41'];

  it('of one character is refused', async () => {
    for (let index = 0; index < good.length; index += 1)
      for (const other of others)
        if (good[index] !== other)
          expect(await codeOf(verify(good.slice(0, index) + other + good.slice(index + 1)))).not.toBe('accepted');
  });

  it('that leaves out, doubles or inserts a character is refused', async () => {
    for (let index = 0; index < good.length; index += 1) {
      const [before, after] = [good.slice(0, index), good.slice(index)];
      for (const token of [
        before + after.slice(1),
        before + after.slice(0, 1) + after,
        `${before}A${after}`,
        `${before}.${after}`,
      ])
        expect([index, await codeOf(verify(token))]).not.toEqual([index, 'accepted']);
    }
  });

  it('that cuts it anywhere is refused', async () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(await codeOf(verify(good.slice(0, length)))).not.toBe('accepted');
      expect(await codeOf(verify(good.slice(good.length - length)))).not.toBe('accepted');
    }
  });

  it('that changes several characters, or their case, is refused', async () => {
    const character = fc.constantFrom(...'ABCXYZabcxyz019-_.');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), character), { minLength: 1, maxLength: 8 }),
        async (edits) => {
          const letters = [...good];
          for (const [index, letter] of edits) letters[index] = letter;
          const token = letters.join('');
          fc.pre(token !== good);
          expect(await codeOf(verify(token))).not.toBe('accepted');
        },
      ),
    );
    expect(await codeOf(verify(good.toUpperCase()))).not.toBe('accepted');
    expect(await codeOf(verify(good.toLowerCase()))).not.toBe('accepted');
  });
});

describe('headers of great size', () => {
  const size = 64 * 1024;
  it.each([
    ['letters', 'A'.repeat(size), 'ERR_CONTEXT_TOO_LONG'],
    ['dots', '.'.repeat(size), 'ERR_CONTEXT_TOO_LONG'],
    ['commas', ','.repeat(size), 'ERR_CONTEXT_TOO_LONG'],
    ['a good context many times', Array(200).fill(good).join(', ').slice(0, size), 'ERR_CONTEXT_TOO_LONG'],
    ['dots, as many as may be', '.'.repeat(8192), 'ERR_CONTEXT_MALFORMED'],
    ['commas, as many as may be', ','.repeat(8192), 'ERR_CONTEXT_DUPLICATE'],
    [
      'a signed payload',
      signHmac(HEADER, { ...GOOD_CLAIMS, pad: 'x'.repeat(size) }, first.secret),
      'ERR_CONTEXT_TOO_LONG',
    ],
    [
      'a token with a long header',
      signHmac({ ...HEADER, pad: 'x'.repeat(size) }, GOOD_CLAIMS, first.secret),
      'ERR_CONTEXT_TOO_LONG',
    ],
  ])('are refused: %s', async (_what, token, code) => {
    await expect(verify(token)).rejects.toMatchObject(refused(code as 'ERR_CONTEXT_TOO_LONG'));
  });

  it('do not matter beside the context', async () => {
    const others = Array.from({ length: 2000 }, (_, index) => [`x-${index}`, 'v'.repeat(64)] as const);
    const headers = [...others, ['portcullis-context', good] as const, HOST_HEADER];
    expect((await verifier.verifyRequest({ ...REQUEST, headers })).user).toBe('u-7');
    const twice = [...headers, ['Portcullis-Context', 'x'] as const];
    await expect(verifier.verifyRequest({ ...REQUEST, headers: twice })).rejects.toMatchObject(
      refused('ERR_CONTEXT_DUPLICATE'),
    );
  });
});

describe('whatever is sent', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const nameLike = fc.constantFrom(
    'portcullis-context',
    'PORTCULLIS_CONTEXT',
    'portcullis.context',
    'x-forwarded-host',
    'ſ',
  );

  it('as request is refused with a code', async () => {
    const pair = fc.tuple(fc.oneof(nameLike, text), fc.oneof(text, fc.constant(good), fc.constant(REQUEST.host)));
    await fc.assert(
      fc.asyncProperty(text, text, fc.array(pair, { maxLength: 4 }), async (method, target, headers) => {
        expect(await codeOf(verifier.verifyRequest({ method, target, headers }))).toMatch(/^ERR_CONTEXT_/);
      }),
    );
  });

  it('as value without a type is refused with a code', async () => {
    const odd = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withSparseArray: true });
    await fc.assert(
      fc.asyncProperty(odd, odd, odd, async (method, target, value) => {
        const headers = [['portcullis-context', value as string], HOST_HEADER] as const;
        const request = { method: method as string, target: target as string, headers };
        expect(await codeOf(verifier.verifyRequest(request))).toMatch(/^ERR_CONTEXT_/);
        expect(await codeOf(verify(value as string))).toMatch(/^ERR_CONTEXT_/);
        const host = value as string;
        expect(await codeOf(verifier.verify({ ...REQUEST, host, header: good }))).toMatch(/^ERR_CONTEXT_/);
        const behind = createContextVerifier({ ...options, proxy: { stripsPrefix: '/a' } });
        expect(await codeOf(behind.verify({ ...REQUEST, target: target as string, header: good }))).toMatch(/^ERR_/);
      }),
    );
  });

  it('as signed payload is refused with a code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), async (payload) => {
        expect(await codeOf(verify(signHmac(HEADER, payload, first.secret)))).toMatch(/^ERR_CONTEXT_/);
      }),
    );
  });

  /** Tokens with up to three odd members are accepted, or refused with a code. */
  const expectCodes = (member: fc.Arbitrary<string>, tokenWith: (changes: Record<string, fc.JsonValue>) => string) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(member, fc.jsonValue()), { maxLength: 3 }), async (changes) => {
        const token = tokenWith(Object.fromEntries(changes));
        expect(await codeOf(verify(token))).toMatch(/^(ERR_CONTEXT_|accepted)/);
      }),
      { numRuns: 500 },
    );

  it('as a claim that is signed never comes to another error', async () => {
    const claim = fc.constantFrom(...Object.keys(GOOD_CLAIMS), 'act', '__proto__', 'constructor', 'toString', 'nbf');
    await expectCodes(claim, (changes) =>
      signHmac(HEADER, JSON.stringify({ ...GOOD_CLAIMS, ...changes }), first.secret),
    );
  });

  it('as the header of the token never comes to another error', async () => {
    const member = fc.constantFrom('alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'cty', '__proto__');
    await expectCodes(member, (changes) =>
      signHmac(JSON.stringify({ ...HEADER, ...changes }), GOOD_CLAIMS, first.secret),
    );
  });

  it('as deep nesting is read without an end of the stack', async () => {
    const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const claims = JSON.stringify(GOOD_CLAIMS).slice(0, -1);
    const accepted = await verify(signHmac(HEADER, `${claims},"x":${deep(2500)}}`, first.secret));
    expect(Object.isFrozen((accepted.claims as unknown as { x: unknown[][] }).x[0])).toBe(true);
    expect(await codeOf(verify(signHmac(HEADER, deep(2900), first.secret)))).toBe('ERR_CONTEXT_CLAIMS');
  });

  it('as a claim of every object gives no one anything', async () => {
    const { sub: _sub, ...rest } = GOOD_CLAIMS;
    const payload = `${JSON.stringify(rest).slice(0, -1)},"__proto__":{"sub":"admin"}}`;
    expect(await codeOf(verify(signHmac(HEADER, payload, first.secret)))).toBe('ERR_CONTEXT_CLAIMS');
  });
});
