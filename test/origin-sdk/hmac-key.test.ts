import { describe, expect, test } from 'vitest';
import { firstSigningKey } from '../../cli/src/admin/signing-key.ts';
import { readHmacKey } from '../../origin-sdk/src/context/index.ts';
import { createContextVerifier } from '../../origin-sdk/src/index.ts';
import { importHmacRing } from '../../worker/core/tokens/index.ts';
import { HMAC_KEY_VECTORS } from '../support/hmac-key-vectors.ts';

/** What each reader says of a key set of one key; `null` where it accepts the key. */
const READERS: Readonly<Record<string, (jwk: unknown) => Promise<string | null>>> = {
  'the Worker': (jwk) => refusalOf(() => importHmacRing(setOf(jwk), { development: false })),
  'the SDK': (jwk) =>
    refusalOf(() =>
      createContextVerifier({ issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys: setOf(jwk) }),
    ),
  'the command': (jwk) => refusalOf(() => firstSigningKey('ADMIN_KEYS', setOf(jwk))),
};

const setOf = (jwk: unknown): string => JSON.stringify({ keys: [jwk] });

async function refusalOf(read: () => unknown): Promise<string | null> {
  try {
    await read();
    return null;
  } catch (error) {
    return String(error);
  }
}

describe.each(HMAC_KEY_VECTORS)('$name', ({ jwk, problem }) => {
  test('is read by one contract', () => {
    const read = readHmacKey(jwk);
    expect(read.ok ? null : read.problem).toBe(problem);
  });

  test.each(Object.entries(READERS))('%s agrees', async (_reader, refusal) => {
    const text = await refusal(jwk);
    if (problem === null) expect(text).toBeNull();
    // The Worker reads ids first, to recognise development keys.
    else expect(text).toMatch(problem.startsWith('is not') ? /is not a JWK object|"kid" must be/ : literally(problem));
  });

  test('no message quotes the secret', async () => {
    const { k } = (jwk ?? {}) as { k?: unknown };
    if (typeof k !== 'string' || k === '') return;
    for (const refusal of Object.values(READERS)) expect((await refusal(jwk)) ?? '').not.toContain(k.slice(0, 16));
  });
});

const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
