import { beforeAll, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { createForge, type Forge } from '../../support/forged-token.ts';
import { gateOfFile } from '../../support/gate.ts';

let forge: Forge;

const { origin, gateway } = await gateOfFile({
  routes: ['id: mine, path: /mine, access: { roles: any }'],
});

beforeAll(async () => {
  forge = createForge(gateway, origin, '/mine');
});

const now = Math.floor(Date.now() / 1000);
test.each([
  ...[
    { iss: 'other-edge' },
    { iss: undefined },
    { iss: ['test-edge'] },
    { sub: '' },
    { sub: undefined },
    { sub: 7 },
    { sub: 'a\nb' },
    { sub: 'a\u2028b' },
    { sub: 'a\u0085b' },
    { sub: 'a'.repeat(257) },
  ],
  ...[
    { tid: undefined },
    { tid: '' },
    { tid: 'ACME' },
    { tid: '../acme' },
    { tid: 'a.b' },
    { tid: '-a' },
    { tid: 'acme; Domain=evil' },
    { tid: ['acme'] },
  ],
  ...[
    { sid: undefined },
    { sid: '' },
    { sid: 1 },
    { roles: 'owner' },
    { roles: undefined },
    { roles: [1] },
    { roles: [''] },
    { roles: { 0: 'owner' } },
    { roles: Array.from({ length: 65 }, () => 'owner') },
  ],
  ...[
    { iat: undefined },
    { iat: now + 60 },
    { iat: '1' },
    { iat: -1 },
    { iat: 1e300 },
    { exp: undefined },
    { exp: now - 1 },
    { exp: now },
    { exp: '9999999999' },
    { exp: now + 100_000 },
    { exp: 1e300 },
  ],
  ...[
    { nbf: now + 60 },
    { nbf: 'now' },
    { auth_time: undefined },
    { auth_time: now + 60 },
    { amr: undefined },
    { amr: 'otp' },
  ],
  ...[{ act: {} }, { act: { sub: 'x' } }, { act: { sub: 'x', reason: '' } }, { act: 'x' }, { act: null }, { act: [] }],
])('%j is refused', async (changes) => {
  await forge.expectRefused(forge.sign(forge.header(), forge.claims(changes)));
});

test.each(['', 'null', '[]', '"x"', '{', '{}', '\ufeff{}', '1', '{"__proto__":{"sub":"x"}}'])(
  'the payload %j is refused',
  async (payload) => {
    await forge.expectRefused(forge.sign(forge.header(), payload));
  },
);

test('roles that the rules do not declare open nothing', async () => {
  const before = origin.begun;
  const cookie = await gateway.mint.cookie({ roles: ['superuser', 'Owner', 'any', '*', '__proto__'] });
  expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 403, 'forbidden');
  expect(origin.begun).toBe(before);
});
