import { describe, expect, test } from 'vitest';
import {
  type SignalPolicy,
  type SignalResult,
  verifyGlobalRevocation,
  verifyLogoutToken,
  verifySecurityEvent,
} from '../../../../worker/core/signals/index.ts';
import {
  type Expected,
  type IdentityVector,
  identityVectors,
  TestProviderKeys,
} from '../../../support/identity-vectors.ts';

const NOW = 1_800_000_000;
const keys = new TestProviderKeys();

const policy = (audience: string): SignalPolicy => ({ issuer: 'https://idp.example', audience, nowSeconds: NOW });

/** The folder of each kind of message, and how it is read. */
const READERS: Readonly<Record<string, (vector: IdentityVector) => Promise<SignalResult>>> = {
  logout: (vector) => verifyLogoutToken(keys.token(vector, NOW), keys.keySet, policy('gateway-1')),
  ulo: (vector) =>
    verifyGlobalRevocation(
      vector.key === 'absent' ? null : `Bearer ${keys.token(vector, NOW)}`,
      vector.body === '<not JSON>' ? null : vector.body,
      keys.keySet,
      policy('https://app.example/.portcullis/signals/okta/revoke'),
    ),
  set: (vector) => verifySecurityEvent(keys.token(vector, NOW), keys.keySet, policy('https://app.example/events')),
};

function shown(result: SignalResult): Expected {
  if (!result.ok) return { refused: `${result.problem}: ${result.detail}` };
  const { effect } = result.signal;
  switch (effect.kind) {
    case 'end':
      return { end: effect.whom.map(({ kind, id }) => `${kind}:${id}`) };
    case 'verified':
      return 'verified';
    case 'stream':
      return { stream: effect.status };
    case 'nothing':
      return { nothing: effect.why };
  }
}

for (const [folder, read] of Object.entries(READERS)) {
  for (const name of ['good', 'hostile']) {
    describe(`${folder}/${name}`, () => {
      const vectors = identityVectors(`${folder}/${name}`);

      test.each(vectors.map((vector) => [vector.title, vector] as const))('%s', async (_, vector) => {
        expect(shown(await read(vector))).toEqual(vector.expect);
      });
    });
  }
}

test('a good message is known again by its id, for as long as it would be taken', async () => {
  const [vector] = identityVectors('logout/good');
  const result = vector === undefined ? null : await READERS['logout']?.(vector);
  expect(result).toMatchObject({
    ok: true,
    signal: { id: 'logout-1', event: 'backchannel-logout', staleAt: NOW + 180 },
  });
});

test('one token of Universal Logout may carry commands about several users', async () => {
  const [vector] = identityVectors('ulo/good');
  const ids = await Promise.all(
    ['00u1ann', '00u2bob'].map(async (sub) => {
      const body = { sub_id: { format: 'iss_sub', iss: 'https://idp.example', sub } };
      const result = vector === undefined ? null : await READERS['ulo']?.({ ...vector, body });
      return result?.ok === true ? result.signal.id : null;
    }),
  );
  expect(ids).toEqual(['ulo-1 subject:00u1ann', 'ulo-1 subject:00u2bob']);
});

test('where the keys cannot be asked for, nothing is said about the message', async () => {
  const [vector] = identityVectors('set/good');
  const down = () => Promise.reject(new TypeError('fetch failed'));
  const token = vector === undefined ? '' : keys.token(vector, NOW);
  await expect(verifySecurityEvent(token, down, policy('https://app.example/events'))).rejects.toThrow('fetch failed');
});

test.each(['', '.', 'a.b', 'a.b.c', `${'a'.repeat(20_000)}.b.c`])(
  'what is not a token is refused: %#',
  async (text) => {
    const result = await verifyLogoutToken(text, keys.keySet, policy('gateway-1'));
    expect(result).toMatchObject({ ok: false, problem: 'malformed' });
  },
);
