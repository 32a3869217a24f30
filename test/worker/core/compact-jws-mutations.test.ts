import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InWorkerd, startInWorkerd } from '../support/in-workerd.ts';
import { base64url, hmacKey, jwks } from '../support/keys.ts';

const TYPE = 'role+jwt';
const RING = jwks(hmacKey('k1'));
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

let subject: InWorkerd<typeof import('../support/token-subject.ts')>;
/** Payloads of three lengths, so that the payload ends on each kind of last character. */
let tokens: readonly string[];

beforeAll(async () => {
  subject = await startInWorkerd(new URL('../support/token-subject.ts', import.meta.url));
  tokens = await Promise.all(['a', 'ab', 'abc'].map((sub) => subject.call('signHmac', RING, TYPE, { sub })));
});
afterAll(() => subject?.stop());

/** The mutations that were accepted; asked in one call, with the token itself as the control. */
async function accepted(token: string, mutations: readonly string[]): Promise<readonly string[]> {
  const others = [...new Set(mutations)].filter((mutation) => mutation !== token);
  const [control, ...results] = await subject.call('verifyAll', RING, TYPE, [token, ...others]);
  expect(control).toMatchObject({ ok: true });
  expect(results.length).toBe(others.length);
  return others.filter((_, index) => results[index]?.ok !== false);
}

async function acceptedOfAll(mutate: (token: string) => readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(tokens.map((token) => accepted(token, mutate(token))))).flat();
}

const positions = (token: string) => [...token].map((_, index) => index);

describe('no change of a token is accepted', () => {
  test('another character at any place', async () => {
    const mutate = (token: string) =>
      positions(token).flatMap((at) =>
        [...ALPHABET, '.', '=', '+', '/', ' '].map((other) => token.slice(0, at) + other + token.slice(at + 1)),
      );
    expect(await acceptedOfAll(mutate)).toEqual([]);
  });

  test('a character less or more at any place', async () => {
    const mutate = (token: string) =>
      positions(token).flatMap((at) => [
        token.slice(0, at) + token.slice(at + 1),
        ...['A', '=', '.', ' ', '\t', '\n', '\r', '\0', '%', '\ufeff', 'é'].map(
          (extra) => token.slice(0, at) + extra + token.slice(at),
        ),
      ]);
    expect(await acceptedOfAll(mutate)).toEqual([]);
  });

  test('something before or after it', async () => {
    const extras = [' ', '\t', '\n', '=', '==', '.', '%20', '"', '\u00a0', '\u2000', 'A'];
    expect(
      await acceptedOfAll((token) => extras.flatMap((extra) => [extra + token, token + extra, extra + token + extra])),
    ).toEqual([]);
  });

  test('cut short at any place', async () => {
    expect(
      await acceptedOfAll((token) =>
        positions(token)
          .flatMap((at) => [token.slice(0, at), token.slice(at)])
          .filter((part) => part !== token),
      ),
    ).toEqual([]);
  });

  test('parts swapped, doubled, left out or empty', async () => {
    const mutate = (token: string) => {
      const [header = '', payload = '', mac = ''] = token.split('.');
      return [
        [payload, header, mac],
        [header, mac, payload],
        [header, payload],
        [header],
        ['', payload, mac],
        [header, '', mac],
        [header, payload, ''],
        ['', '', ''],
        [],
        [header, payload, mac, mac],
        [header, payload, mac, ''],
        ['', header, payload, mac],
        [header, payload, payload, mac, mac],
        [header, payload, '', '', mac],
      ].map((parts) => parts.join('.'));
    };
    expect(await acceptedOfAll(mutate)).toEqual([]);
  });

  test('the payload or MAC of another token', async () => {
    const parts = tokens.map((token) => token.split('.'));
    const mixed = parts.flatMap(([header, payload], one) =>
      parts.flatMap(([, , mac], other) => (one === other ? [] : [`${header}.${payload}.${mac}`])),
    );
    expect(mixed.length).toBe(6);
    expect(await accepted(tokens[0] ?? '', mixed)).toEqual([]);
  });

  test('a MAC of another length', async () => {
    const mutate = (token: string) => {
      const input = token.slice(0, token.lastIndexOf('.'));
      const mac = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
      return [0, 1, 16, 31]
        .map((length) => `${input}.${base64url(mac.subarray(0, length))}`)
        .concat([33, 48, 64].map((length) => `${input}.${base64url(Buffer.concat([mac, Buffer.alloc(length - 32)]))}`));
    };
    expect(await acceptedOfAll(mutate)).toEqual([]);
  });

  test('any bit of any byte', async () => {
    const mutate = (token: string) =>
      [0, 1, 2].flatMap((part) => {
        const parts = token.split('.');
        const bytes = Buffer.from(parts[part] ?? '', 'base64url');
        return Array.from({ length: bytes.length * 8 }, (_, bit) => {
          const flipped = Buffer.from(bytes);
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return parts.with(part, base64url(flipped)).join('.');
        });
      });
    expect(await acceptedOfAll(mutate)).toEqual([]);
  });

  test('any text at all', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), 2000);
    expect(await accepted(tokens[0] ?? '', texts)).toEqual([]);
  });
});
