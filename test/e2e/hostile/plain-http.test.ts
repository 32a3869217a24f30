import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { productionOptions } from '../../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const HOST = 'acme.test.example';

const origin = await originOfFile();
/** Clients reach it without TLS, as no platform should let them. */
const direct = await inProduction('cloudflare');
/** Behind a proxy that ends TLS and writes X-Forwarded-For and -Proto. */
const behindProxy = await inProduction(ADDRESS_FROM_HEADER);
/** Behind one that writes Forwarded. */
const behindForwarded = await inProduction(ADDRESS_FROM_HEADER.replace('X-Forwarded-For', 'Forwarded'));

function inProduction(clientAddress: string): Promise<TestGateway> {
  const routes = [
    'id: open, path: /open, methods: [GET, POST], access: public',
    'id: mine, path: /mine, access: { roles: any }',
    'id: acme, path: "/.well-known/acme-challenge/{token}", methods: [GET], access: public',
  ];
  return gatewayOfFile(productionOptions({ originUrl: origin.url, routes, clientAddress }));
}

const ask = (gateway: TestGateway, target: string, { headers = {}, ...rest }: Ask = {}): Promise<Reply> =>
  send(gateway, target, { host: HOST, ...rest, headers: { 'x-forwarded-for': '192.0.2.1', ...headers } });

async function expectRedirect(asking: () => Promise<Reply>, location: string): Promise<void> {
  const reply = await unreached(origin, asking);
  expectRefusal(reply, 308, 'https_required');
  expect(reply.header('location')).toBe(location);
}

describe('in production, over plain http', () => {
  test('GET and HEAD are sent on to https, with path and query', async () => {
    for (const method of ['GET', 'HEAD']) {
      await expectRedirect(() => ask(direct, '/open?a=1&b=%2F', { method }), `https://${HOST}/open?a=1&b=%2F`);
      await expectRedirect(() => ask(direct, '/nowhere', { method }), `https://${HOST}/nowhere`);
    }
    await expectRedirect(() => ask(direct, '/open', { host: `${HOST}:80` }), `https://${HOST}/open`);
    for (const path of ['//evil.example/x', '/%2e%2e/x', '/a/../x'])
      expectRefusal(await unreached(origin, () => ask(direct, path)), 400, 'malformed_request');
  });

  test('a page says so to a person', async () => {
    const reply = await unreached(origin, () => ask(direct, '/open', { headers: { accept: 'text/html' } }));
    expect(reply.text).toContain('https');
    expect(reply.header('location')).toBe(`https://${HOST}/open`);
  });

  test('anything else is refused, and the event says why', async () => {
    const reply = await unreached(origin, () => ask(direct, '/open', { method: 'POST', body: 'a=1' }));
    expectRefusal(reply, 403, 'https_required');
    expect(reply.header('location')).toBeNull();
    const event = await direct.eventOf(reply.header('portcullis-request-id'));
    expect(event).toMatchObject({ reason: 'https_required', host: HOST, path: '/open', status: 403 });
    expectRefusal(
      await unreached(origin, () => ask(direct, '/.portcullis/v1/revocations', { method: 'POST', body: '{}' })),
      403,
      'https_required',
    );
  });

  test('what a client says of itself changes nothing', async () => {
    const headers = {
      'x-forwarded-proto': 'https',
      forwarded: 'proto=https',
      'x-forwarded-ssl': 'on',
      'front-end-https': 'on',
    };
    await expectRedirect(() => ask(direct, '/open', { headers }), `https://${HOST}/open`);
  });

  test('an unknown host is refused, not sent on', async () => {
    const reply = await unreached(origin, () => ask(direct, '/open', { host: 'evil.example' }));
    expectRefusal(reply, 421, 'unknown_host');
    expect(reply.header('location')).toBeNull();
  });

  test('health answers a balancer', async () => {
    expect((await ask(direct, '/.portcullis/health')).status).toBe(200);
    expect((await ask(behindProxy, '/.portcullis/health')).status).toBe(200);
  });

  test('a challenge of a certificate authority reaches the route that the rules have for it', async () => {
    expect((await ask(direct, '/.well-known/acme-challenge/token')).status).toBe(200);
    expect(origin.seen.at(-1)?.headers['x-forwarded-proto']).toEqual(['http']);
    expectRefusal(await unreached(origin, () => ask(direct, '/.well-known/acme-challenge/a/b')), 404, 'no_route');
  });
});

describe('behind a trusted proxy', () => {
  test('X-Forwarded-Proto says how the client came, and the app and its pages are told https', async () => {
    const https = { 'x-forwarded-proto': 'https' };
    expect((await ask(behindProxy, '/open', { headers: https })).status).toBe(200);
    expect(origin.seen.at(-1)?.headers['x-forwarded-proto']).toEqual(['https']);
    expect(await contextOf(behindProxy, origin.seen.at(-1))).toMatchObject({ cip: '192.0.2.1', hth: HOST });
    const page = { ...https, origin: `https://${HOST}` };
    expect((await ask(behindProxy, '/open', { method: 'POST', body: 'a=1', headers: page })).status).toBe(200);
    const foreign = { ...https, origin: `http://${HOST}` };
    expectRefusal(await ask(behindProxy, '/open', { method: 'POST', body: 'a=1', headers: foreign }), 403, 'forbidden');
  });

  test.each(['http', 'https, http', 'http,https', 'https,https', '', 'wss'])(
    'X-Forwarded-Proto %j is plain http',
    async (value) => {
      await expectRedirect(
        () => ask(behindProxy, '/open', { headers: { 'x-forwarded-proto': value } }),
        `https://${HOST}/open`,
      );
    },
  );

  test('two lines of it are plain http, and so is none', async () => {
    const headers = { 'x-forwarded-proto': ['https', 'https'] };
    await expectRedirect(() => ask(behindProxy, '/open', { headers }), `https://${HOST}/open`);
    await expectRedirect(() => ask(behindProxy, '/open'), `https://${HOST}/open`);
  });

  test('of Forwarded, the element of the proxy counts, and X-Forwarded-Proto does not', async () => {
    const forwarded = (value: string): Promise<Reply> =>
      ask(behindForwarded, '/open', { headers: { forwarded: value } });
    expect((await forwarded('for=192.0.2.1;proto=https')).status).toBe(200);
    expect((await forwarded('for="x;proto=http, for=192.0.2.1;proto=https')).status).toBe(200);
    for (const value of [
      'for=192.0.2.1;proto=http',
      'for=192.0.2.1',
      'for=6.6.6.6;proto=https, for=192.0.2.1;proto=http',
      'for=192.0.2.1;proto=https;proto=http',
    ])
      await expectRedirect(() => forwarded(value), `https://${HOST}/open`);
    const headers = { 'x-forwarded-proto': 'https' };
    await expectRedirect(() => ask(behindForwarded, '/open', { headers }), `https://${HOST}/open`);
  });
});
