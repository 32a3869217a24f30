import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: mine, path: /mine, access: { roles: any }',
    'id: open, path: /open, methods: [GET, POST, OPTIONS], access: public',
  ],
});
const cookie = await gateway.mint.cookie();

type Headers = Record<string, string>;

function ask(method: string, headers: Headers, path = '/mine'): Promise<Reply> {
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace('SELF', `http://localhost:${gateway.port}`)]),
  );
  return send(gateway, path, { method, headers: { cookie, ...own }, ...(method === 'POST' ? { body: 'a=1' } : {}) });
}

async function expectForbidden(asking: () => Promise<Reply>): Promise<void> {
  const before = origin.begun;
  expectRefusal(await asking(), 403, 'forbidden');
  expect(origin.begun).toBe(before);
}

describe.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s with a session', (method) => {
  test.each<Headers>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'SELF' },
    { 'sec-fetch-site': 'Same-Origin' },
    { 'sec-fetch-site': 'anything-else' },
    { 'sec-fetch-site': '' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost' },
    { origin: 'https://localhost' },
    { origin: 'SELF.evil.example' },
    { origin: 'SELF/' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  ])('from %j is refused', async (headers) => {
    await expectForbidden(() => ask(method, headers));
  });

  test.each<Headers>([
    { 'sec-fetch-site': 'same-origin', origin: 'SELF' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { origin: 'SELF' },
    {},
  ])('from %j passes', async (headers) => {
    expect((await ask(method, headers)).status).toBe(200);
  });
});

test('a cross-site POST without a content type is refused like any other', async () => {
  await expectForbidden(() => ask('POST', { 'sec-fetch-site': 'cross-site', 'content-type': '' }));
});

test('a cross-site POST without a session is refused too: signing a visitor in is an attack of its own', async () => {
  const reply = await unreached(origin, () =>
    send(gateway, '/open', {
      method: 'POST',
      body: 'a=1',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    }),
  );
  expectRefusal(reply, 403, 'forbidden');
});

describe('GET with a session', () => {
  test.each<Headers>([
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'embed' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('from %j is refused', async (headers) => {
    await expectForbidden(() => ask('GET', headers));
  });

  test.each<Headers>([
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    { origin: 'SELF' },
    {},
  ])('from %j passes', async (headers) => {
    expect((await ask('GET', headers)).status).toBe(200);
  });
});

test('a page of another site may embed what is public, as far as CORP and CORS let it', async () => {
  const reply = await ask(
    'GET',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    '/open',
  );
  expect([reply.status, reply.header('cross-origin-resource-policy')]).toEqual([200, 'same-origin']);
});

test('a preflight is the business of the origin, without a session of the visitor', async () => {
  const reply = await send(gateway, '/open', {
    method: 'OPTIONS',
    headers: { origin: 'https://partner.example', 'access-control-request-method': 'POST' },
  });
  expect([reply.status, reply.header('access-control-allow-origin')]).toEqual([200, null]);
});

test('the sign-out endpoint of the gateway is guarded in the same way', async () => {
  const reply = await send(gateway, '/.portcullis/session', {
    method: 'DELETE',
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });
  expectRefusal(reply, 403, 'forbidden');
  expect((await ask('GET', {})).status).toBe(200);
});
