import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { OriginRule } from '@portcullis/rules/policy';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { testRules } from '../../support/rules.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const CONTEXT_KEYS = JSON.stringify({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'dev-context-1' }] });

let one: TestOrigin;
let each: TestOrigin;
let bound: TestOrigin;
let gateway: TestGateway;

beforeAll(async () => {
  one = await startOrigin((_request, response) => response.end('one'));
  each = await startOrigin((request, response) => response.writeHead(200, { location: `http://${request.headers.host}/next` }).end(request.headers.host));
  bound = await startOrigin((_request, response) => response.end('bound'));
  const change = (rule: OriginRule | undefined, changes: Partial<OriginRule>): OriginRule => ({ ...(rule as OriginRule), ...changes });
  gateway = await startTestGateway({
    rules: testRules({
      origins: { one: one.url, each: `http://{tenant}.localhost:${each.port}`, bound: 'http://unused.localhost:9' },
      routes: [
        'id: one, path: /one, access: public, origin: one',
        'id: each, path: /each, access: public, origin: each',
        'id: bound, path: /bound, access: public, origin: bound',
      ],
    }),
    settings: { CONTEXT_KEYS },
    services: { APP_SERVICE: `127.0.0.1:${bound.port}` },
    adjust: ({ development, ...policy }) => {
      const { bound: _unused, ...originUrls } = development?.originUrls ?? {};
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
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([one?.close(), each?.close(), bound?.close()]);
});

test('an origin with one URL a tenant is asked at the URL of the tenant', async () => {
  const reply = await send(gateway, '/each', { host: `acme.localhost:${gateway.port}` });
  expect([reply.status, reply.text]).toEqual([200, `acme.localhost:${each.port}`]);
});

test('where the host names no tenant, the session does', async () => {
  const reply = await send(gateway, '/each', { headers: { cookie: await gateway.mint.cookie({ tid: 'globex' }) } });
  expect(reply.text).toBe(`globex.localhost:${each.port}`);
});

test('where nothing names a tenant, no origin is guessed', async () => {
  const before = each.begun;
  expectRefusal(await send(gateway, '/each'), 502, 'origin_unreachable');
  expect(each.begun).toBe(before);
});

test("its redirects to its own tenant's URL lead to the public host", async () => {
  const host = `acme.localhost:${gateway.port}`;
  expect((await send(gateway, '/each', { host })).header('location')).toBe(`http://${host}/next`);
});

test('a service binding is asked with the same path, headers and context', async () => {
  const reply = await send(gateway, '/bound?a=1', { method: 'POST', body: 'x' });
  expect([reply.status, reply.text]).toEqual([200, 'bound']);
  expect(bound.seen.at(-1)).toMatchObject({ method: 'POST', target: '/bound?a=1', complete: true });
  expect(await contextOf(gateway, bound.seen.at(-1), 'ORIGIN_BOUND_KEYS')).toMatchObject({ aud: 'bound', htu: '/bound?a=1' });
});

test('an EdDSA context verifies with the published key, which is public only', async () => {
  await send(gateway, '/one');
  const [token = ''] = one.seen.at(-1)?.headers['portcullis-context'] ?? [];
  const jwks = JSON.parse((await send(gateway, '/.portcullis/jwks.json')).text) as { keys: Record<string, string>[] };
  expect(jwks.keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: publicKey.export({ format: 'jwk' }).x, kid: 'dev-context-1', alg: 'EdDSA', use: 'sig' }]);
  const key = createPublicKey({ key: jwks.keys[0] ?? {}, format: 'jwk' });
  const { payload, protectedHeader } = await jwtVerify(token, key, { algorithms: ['EdDSA'], typ: 'tenant-context+jwt', audience: 'one' });
  expect([protectedHeader.kid, payload['htu']]).toEqual(['dev-context-1', '/one']);
});
