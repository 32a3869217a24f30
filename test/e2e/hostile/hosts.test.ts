import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { type RawResponse, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  answer: (_request, response) => response.writeHead(302, { location: '/next', 'content-length': 4 }).end('next'),
  routes: ['id: open, path: /open, access: public', 'id: mine, path: /mine, access: { roles: any }'],
});

/** `PORT` stands for the gateway's port. */
function get(host: string, lines: readonly string[] = []) {
  const bytes = ['GET /open HTTP/1.1', `Host: ${host.replaceAll('PORT', String(gateway.port))}`, ...lines, '', ''].join(
    '\r\n',
  );
  return sendRaw(gateway.port, bytes);
}

async function refused(host: string): Promise<RawResponse> {
  const reply = await unreached(origin, () => get(host));
  expect([400, 421]).toContain(reply.status);
  return reply;
}

describe('hosts that the rules do not name', () => {
  test.each([
    'evil.example',
    'evil-localhost:PORT',
    'localhost:PORT.evil.example',
    'localhost.evil.example:PORT',
    'evillocalhost:PORT',
    'localhost',
    'localhost:1',
    'localhost:443',
    'a.b.localhost:PORT',
    '-acme.localhost:PORT',
    'xn--.test.example',
    'test.example',
    'acme.test.example',
    '127.0.0.1:PORT',
    'portcullis.workers.dev',
    'abc123-portcullis.account.workers.dev',
  ])('%s is refused', async (host) => {
    const reply = await refused(host);
    expectRefusal(reply, reply.status, reply.status === 421 ? 'unknown_host' : 'malformed_request');
  });
});

describe('hosts that are no hosts', () => {
  test.each([
    'u:p@localhost:PORT',
    'acme@localhost:PORT',
    'localhost:PORT@evil.example',
    'localhost:PORT/open',
    'localhost:PORT/open?',
    'localhost:PORT?x',
    'localhost:PORT#x',
    'localhost:PORT\\x',
    'acme_x.localhost:PORT',
    'acme%2elocalhost:PORT',
    '.localhost:PORT',
    'acme..localhost:PORT',
    'localhost.:PORT',
    'acme.localhost.:PORT',
    'localhost:0PORT',
    'localhost:+PORT',
    'localhost:',
    '[::1]:PORT',
    '*.localhost:PORT',
    '{tenant}.localhost:PORT',
    'acme,globex.localhost:PORT',
    'acme globex.localhost:PORT',
    '\u00e9.localhost:PORT',
  ])('%s is refused', async (host) => {
    await refused(host);
  });

  test('none, an empty one and two are refused', async () => {
    const before = origin.begun;
    for (const lines of [[], ['Host: '], [`Host: localhost:${gateway.port}`, 'Host: evil.example']]) {
      const reply = await sendRaw(gateway.port, ['GET /open HTTP/1.1', ...lines, '', ''].join('\r\n'));
      expect([400, 421], lines.join()).toContain(reply.status);
    }
    expect(origin.begun).toBe(before);
  });
});

describe('the host that the rules name', () => {
  test('is found in any letter case, and forwarded in one', async () => {
    expect((await get('LocalHost:PORT')).status).toBe(302);
    expect((await contextOf(gateway, origin.seen.at(-1))).hth).toBe(`localhost:${gateway.port}`);
    expect((await get('ACME.localhost:PORT')).status).toBe(302);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({
      tid: 'acme',
      hth: `acme.localhost:${gateway.port}`,
    });
  });

  test.each([
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-Host: globex.localhost', 'X-Forwarded-Port: 1', 'X-Forwarded-Server: evil'],
    ['Forwarded: host=evil.example;proto=https;for=10.0.0.1'],
    ['X-Host: evil.example', 'X-Original-Host: evil.example', 'X-HTTP-Host-Override: evil.example'],
    ['X-Forwarded-Proto: https', 'X-Forwarded-Scheme: https', 'X-Forwarded-Ssl: on', 'Front-End-Https: on'],
    [
      'X-Forwarded-Prefix: /public',
      'X-Original-URL: /mine',
      'X-Rewrite-URL: /mine',
      'X-Forwarded-Uri: /mine',
      'X-Forwarded-Path: /mine',
    ],
  ])('is not changed by %s', async (...lines) => {
    const host = `acme.localhost:${gateway.port}`;
    const reply = await get(host, lines);
    expect([reply.status, reply.headers['location']]).toEqual([302, '/next']);
    const seen = origin.seen.at(-1);
    expect(await contextOf(gateway, seen)).toMatchObject({ tid: 'acme', hth: host, htu: '/open' });
    expect(seen?.headers['x-forwarded-host']).toEqual([host]);
    expect(seen?.headers['x-forwarded-proto']).toEqual(['http']);
    expect(JSON.stringify(seen?.headers)).not.toMatch(/evil|\/mine|\/public/);
  });
});

describe('tenants', () => {
  test("a session of one tenant is refused on another's host", async () => {
    const before = origin.begun;
    const headers = { cookie: await gateway.mint.cookie({ tid: 'acme' }) };
    expectRefusal(
      await send(gateway, '/mine', { host: `globex.localhost:${gateway.port}`, headers }),
      403,
      'forbidden',
    );
    expectRefusal(
      await send(gateway, '/open', { host: `globex.localhost:${gateway.port}`, headers }),
      403,
      'forbidden',
    );
    expect(origin.begun).toBe(before);
    expect((await send(gateway, '/mine', { host: `acme.localhost:${gateway.port}`, headers })).status).toBe(302);
  });

  test.each(['?tenant=globex', '?tid=globex&tenant=a&tenant=b', '?__gw_tenant=globex'])(
    'the query %s names no tenant',
    async (query) => {
      const headers = {
        cookie: await gateway.mint.cookie({ tid: 'acme' }),
        'x-tenant': 'globex',
        'x-tenant-id': 'globex',
      };
      await send(gateway, `/mine${query}`, { headers });
      expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ tid: 'acme', htu: `/mine${query}` });
    },
  );
});
