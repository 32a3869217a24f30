import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { OriginRule } from '@portcullis/rules/policy';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import type { Answer } from '../../support/origin.ts';
import { testRules } from '../../support/rules.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const CONTEXT_KEYS = JSON.stringify({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'dev-context-1' }] });

const answer: Answer = (request, response) =>
  response.writeHead(200, { location: `http://${request.headers.host}/next` }).end(request.headers.host);
const one = await originOfFile((_request, response) => response.end('one'));
/** Tenant `1` lives at 127.0.0.1 and tenant `2` at 127.0.0.2, so that no name needs to be resolved. */
const first = await originOfFile(answer);
const second = await originOfFile(answer, { address: '127.0.0.2', port: first.port });
const bound = await originOfFile((_request, response) => response.end('bound'));
const change = (rule: OriginRule | undefined, changes: Partial<OriginRule>): OriginRule => ({
  ...(rule as OriginRule),
  ...changes,
});
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { one: one.url, each: 'http://unused.localhost:9', bound: 'http://unused.localhost:9' },
    routes: [
      'id: one, path: /one, access: public, origin: one',
      'id: each, path: /each, access: public, origin: each',
      'id: bound, path: /bound, access: public, origin: bound',
    ],
  }),
  settings: { CONTEXT_KEYS },
  services: { APP_SERVICE: bound.url },
  adjust: ({ development, ...policy }) => {
    const { bound: _unused, ...urls } = development?.originUrls ?? {};
    const originUrls = { ...urls, each: `http://127.0.0.{tenant}:${first.port}` };
    const { origins } = policy;
    return {
      ...policy,
      origins: {
        ...origins,
        one: change(origins['one'], { context: 'EdDSA' }),
        bound: change(origins['bound'], { target: { kind: 'service', binding: 'APP_SERVICE' } }),
      },
      ...(development === undefined ? {} : { development: { ...development, originUrls } }),
    };
  },
});

test.each(['1', '2'])('an origin with one URL a tenant is asked at the URL of tenant %s', async (tenant) => {
  const reply = await send(gateway, '/each', { host: `${tenant}.localhost:${gateway.port}` });
  expect([reply.status, reply.text]).toEqual([200, `127.0.0.${tenant}:${first.port}`]);
});

test('where the host names no tenant, the session does', async () => {
  const reply = await send(gateway, '/each', { headers: { cookie: await gateway.mint.cookie({ tid: '2' }) } });
  expect(reply.text).toBe(`127.0.0.2:${first.port}`);
});

test('where nothing names a tenant, no origin is guessed', async () => {
  const before = first.begun + second.begun;
  expectRefusal(await send(gateway, '/each'), 502, 'origin_unreachable');
  expect(first.begun + second.begun).toBe(before);
});

test("its redirects to its own tenant's URL lead to the public host", async () => {
  const host = `2.localhost:${gateway.port}`;
  expect((await send(gateway, '/each', { host })).header('location')).toBe(`http://${host}/next`);
});

test('a service binding is asked with the same path, headers and context', async () => {
  const reply = await send(gateway, '/bound?a=1', { method: 'POST', body: 'x' });
  expect([reply.status, reply.text]).toEqual([200, 'bound']);
  expect(bound.seen.at(-1)).toMatchObject({ method: 'POST', target: '/bound?a=1', complete: true });
  expect(await contextOf(gateway, bound.seen.at(-1), 'ORIGIN_BOUND_KEYS')).toMatchObject({
    aud: 'bound',
    htu: '/bound?a=1',
  });
});

test('an EdDSA context verifies with the published key, which is public only', async () => {
  await send(gateway, '/one');
  const [token = ''] = one.seen.at(-1)?.headers['portcullis-context'] ?? [];
  const jwks = JSON.parse((await send(gateway, '/.portcullis/jwks.json')).text) as { keys: Record<string, string>[] };
  expect(jwks.keys).toEqual([
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x: publicKey.export({ format: 'jwk' }).x,
      kid: 'dev-context-1',
      alg: 'EdDSA',
      use: 'sig',
    },
  ]);
  const key = createPublicKey({ key: jwks.keys[0] ?? {}, format: 'jwk' });
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    algorithms: ['EdDSA'],
    typ: 'tenant-context+jwt',
    audience: 'one',
  });
  expect([protectedHeader.kid, payload['htu']]).toEqual(['dev-context-1', '/one']);
});
