import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  routes: ['id: open, path: /open/**, access: public', 'id: owners, path: /owners/**, access: { roles: [owner] }'],
});
const asking = await gateOfFile({
  originMembers: 'forwarded: true',
  routes: ['id: open, path: /open/**, access: public'],
});

describe('headers to the origin', () => {
  test('are these and no others, for a request that brings none', async () => {
    await send(gateway, '/open/x');
    const host = `localhost:${gateway.port}`;
    const { 'portcullis-context': context, connection: _connection, ...headers } = origin.seen.at(-1)?.headers ?? {};
    expect(context).toHaveLength(1);
    expect(headers).toEqual({
      host: [`127.0.0.1:${origin.port}`],
      'x-forwarded-for': ['127.0.0.1'],
      'x-forwarded-host': [host],
      'x-forwarded-proto': ['http'],
      via: ['1.1 portcullis'],
      // The platform's cache is bypassed, and says so.
      'cache-control': ['no-cache'],
      pragma: ['no-cache'],
    });
  });

  test('of the client arrive as they are', async () => {
    const headers = {
      accept: 'text/html;q=0.8, */*',
      'accept-language': 'de, en;q=0.5',
      authorization: 'Bearer of-the-app',
      'content-language': 'de',
      'if-modified-since': 'Wed, 21 Oct 2026 07:28:00 GMT',
      referer: 'https://elsewhere.example/x?y',
      'user-agent': 'test/1 (x; y)',
      'x-custom': 'a, b,c',
      'x-empty': '',
    };
    await send(gateway, '/open/x', { headers });
    for (const [name, value] of Object.entries(headers))
      expect(origin.seen.at(-1)?.headers[name], name).toEqual([value]);
  });

  test('that come several times arrive with every value', async () => {
    await send(gateway, '/open/x', { headers: { 'x-custom': ['a', 'b'] } });
    expect(origin.seen.at(-1)?.headers['x-custom']?.join(', ')).toBe('a, b');
  });
});

describe('a header that comes in a thousand lines', () => {
  const lines = (value: string) => Array.from({ length: 1000 }, () => `a: ${value}`);
  const ask = (value: string) => rawGet('/open/x', `localhost:${gateway.port}`, ['connection: close', ...lines(value)]);

  test('is one line to the origin, as it was counted', async () => {
    expect((await sendRaw(gateway.port, ask('1'))).status).toBe(200);
    const headers = origin.seen.at(-1)?.headers ?? {};
    expect(headers['a']).toEqual([Array.from({ length: 1000 }, () => '1').join(', ')]);
    expect(headers['portcullis-context']).toHaveLength(1);
  });

  test('is refused where it cannot be joined byte for byte', async () => {
    const reply = await unreached(origin, () => sendRaw(gateway.port, ask('\u00ff')));
    expectRefusal(reply, 431, 'too_large');
  });
});

describe('the trace', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  const SPAN = '00f067aa0ba902b7';

  test('is continued with a span of its own, and keeps its state', async () => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=1' };
    await send(gateway, '/open/x', { headers });
    expect(origin.seen.at(-1)?.headers['tracestate']).toEqual(['vendor=1']);
    const [sent = ''] = origin.seen.at(-1)?.headers['traceparent'] ?? [];
    expect(sent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(sent).not.toContain(SPAN);
  });

  test.each([
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    'evil',
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  ])('%s is no trace, and goes no further', async (traceparent) => {
    await send(gateway, '/open/x', { headers: { traceparent, tracestate: 'vendor=1' } });
    expect(origin.seen.at(-1)?.headers).not.toHaveProperty('tracestate');
    expect(origin.seen.at(-1)?.headers).not.toHaveProperty('traceparent');
  });

  test('ends at the gateway where Connection names it', async () => {
    const lines = [`traceparent: 00-${TRACE}-${SPAN}-01`, 'connection: close, traceparent'];
    await sendRaw(gateway.port, rawGet('/open/x', `localhost:${gateway.port}`, lines));
    expect(origin.seen.at(-1)?.headers).not.toHaveProperty('traceparent');
  });
});

describe('Forwarded', () => {
  const clients = { forwarded: 'for=192.0.2.1;host=evil.example;proto=https' };

  test('of the client goes no further, where the gateway says none either', async () => {
    await send(gateway, '/open/x', { headers: clients });
    expect(origin.seen.at(-1)?.headers).not.toHaveProperty('forwarded');
  });

  test('is said afresh to an app whose rules ask for it, beside the other headers', async () => {
    const host = `localhost:${asking.gateway.port}`;
    await send(asking.gateway, '/open/x', { headers: clients });
    expect(asking.origin.seen.at(-1)?.headers).toMatchObject({
      forwarded: [`for=127.0.0.1;host="${host}";proto=http`],
      'x-forwarded-for': ['127.0.0.1'],
      'x-forwarded-host': [host],
      'x-forwarded-proto': ['http'],
    });
  });
});

describe('the tenant context', () => {
  test('says who asks for what', async () => {
    const now = Math.floor(Date.now() / 1000);
    const cookie = await gateway.mint.cookie({ sid: 'session-1', roles: ['owner', 'undeclared'], auth_time: now - 10 });
    const reply = await send(gateway, '/owners/x?a=1', { method: 'POST', body: 'x', headers: { cookie } });
    const claims = await contextOf(gateway, origin.seen.at(-1));
    expect(claims).toEqual({
      v: 1,
      iss: 'test-edge',
      aud: 'app',
      sub: 'user-1',
      tid: 'acme',
      roles: ['owner'],
      sid: 'session-1',
      amr: ['pwd', 'otp'],
      auth_time: now - 10,
      iat: expect.any(Number),
      exp: claims.iat + 30,
      jti: reply.header('portcullis-request-id'),
      htm: 'POST',
      hth: `localhost:${gateway.port}`,
      htu: '/owners/x?a=1',
      cip: '127.0.0.1',
      rid: 'owners',
      rul: gateway.policy.digest,
    });
    expect(claims.iat).toBeGreaterThanOrEqual(now);
    expect(claims.iat).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test('of a stranger names no one, and the tenant only where the host does', async () => {
    await send(gateway, '/open/x');
    expect(Object.keys(await contextOf(gateway, origin.seen.at(-1))).sort()).toEqual([
      'aud',
      'cip',
      'exp',
      'hth',
      'htm',
      'htu',
      'iat',
      'iss',
      'jti',
      'rid',
      'rul',
      'v',
    ]);
    await send(gateway, '/open/x', { host: `acme.localhost:${gateway.port}` });
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({
      tid: 'acme',
      hth: `acme.localhost:${gateway.port}`,
    });
  });

  test('is another for each request, with the id that the client gets', async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 5; index += 1) {
      const reply = await send(gateway, '/open/x');
      const { jti } = await contextOf(gateway, origin.seen.at(-1));
      expect(jti).toBe(reply.header('portcullis-request-id'));
      ids.add(jti);
    }
    expect(ids.size).toBe(5);
  });
});
