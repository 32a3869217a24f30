import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import type { Answer } from '../../support/origin.ts';
import { testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';
import { closed, openWebSocket, serveEcho } from '../../support/websocket.ts';

/** Answers with the host that it sees, and with a redirect as the request asks for it. */
const answer: Answer = (request, response) =>
  response
    .writeHead(200, { location: String(request.headers['x-location'] ?? '/'), 'set-cookie': 'a=1' })
    .end(request.headers.host);
const origin = await originOfFile(answer);
const echo = serveEcho(origin.server);
const rules = testRules({
  origins: { own: origin.url, asked: origin.url, moved: origin.url, shown: origin.url },
  reachedBy: { asked: 'service: ASKED', moved: 'service: ASKED', shown: 'url: https://shown.example' },
  undeveloped: ['shown'],
  membersOf: {
    asked: 'host: public',
    moved: 'host: public, path: { strip: /moved }',
    shown: 'certificate: CLIENT_CERTIFICATE',
  },
  routes: [
    'id: own, path: /own/**, access: public, origin: own',
    'id: asked, path: /asked/**, methods: [GET, POST, PUT, COPY], access: public, origin: asked',
    'id: moved, path: /moved/**, access: public, origin: moved',
    'id: shown, path: /shown/**, access: public, origin: shown',
  ],
});
const gateway = await gatewayOfFile({ rules, services: { CLIENT_CERTIFICATE: origin.url } });
const HOST = `acme.localhost:${gateway.port}`;
const ask = (target: string, more: Ask = {}): Promise<Reply> => send(gateway, target, { host: HOST, ...more });

describe('an app that sees the host that the client asked for', () => {
  test.each(['localhost', 'acme.localhost', 'other.localhost'])(
    'sees %s, and the same in its context',
    async (name) => {
      const host = `${name}:${gateway.port}`;
      expect((await ask('/asked/x?y', { host, method: 'POST', body: 'z' })).text).toBe(host);
      const seen = origin.seen.at(-1);
      expect(seen).toMatchObject({ target: '/asked/x?y', method: 'POST', complete: true });
      expect(seen?.headers['x-forwarded-host']).toEqual([host]);
      expect(await contextOf(gateway, seen, 'ORIGIN_ASKED_KEYS')).toMatchObject({ hth: host, htu: '/asked/x?y' });
    },
  );

  test('sees the very same beside other paths of its own', async () => {
    const reply = await ask('/moved/x', { headers: { 'x-location': `http://${HOST}/y` } });
    expect([reply.text, reply.header('location')]).toEqual([HOST, `http://${HOST}/moved/y`]);
    expect(origin.seen.at(-1)?.target).toBe('/x');
  });

  test.each([
    [`http://${HOST}/asked/y`, `http://${HOST}/asked/y`],
    [`https://${HOST}/asked/y`, `http://${HOST}/asked/y`],
    ['/asked/y', '/asked/y'],
    ['https://elsewhere.example/asked/y', 'https://elsewhere.example/asked/y'],
  ])('leads to where it says: %s', async (location, expected) => {
    expect((await ask('/asked/x', { headers: { 'x-location': location } })).header('location')).toBe(expected);
  });

  test('finds other resources named by that host', async () => {
    await ask('/asked/x', { method: 'COPY', headers: { destination: '/asked/y' } });
    expect(origin.seen.at(-1)?.headers['destination']).toEqual([`http://${HOST}/asked/y`]);
  });

  test('is reached by WebSockets, too', async () => {
    const { socket } = await openWebSocket(gateway, '/asked/chat');
    if (socket === null) throw new Error('refused');
    expect(echo.lastHeaders().host).toBe(`localhost:${gateway.port}`);
    socket.close();
    await closed(socket);
  });

  test.each(['evil.example', `evil.example:${gateway.port}`, '127.0.0.1'])(
    'is not reached by a host that is not one of the gateway: %s',
    async (host) => {
      expectRefusal(await unreached(origin, () => ask('/asked/x', { host })), 421, 'unknown_host');
    },
  );

  test('does not take it from headers of the client', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-host': 'evil.example', forwarded: 'host=evil.example' };
    expect((await ask('/asked/x', { headers })).text).toBe(HOST);
    expect(origin.seen.at(-1)?.headers).toMatchObject({ 'x-forwarded-host': [HOST], host: [HOST] });
  });
});

test('an app without a word about it sees its own host', async () => {
  expect((await ask('/own/x')).text).toBe(`127.0.0.1:${origin.port}`);
});

test('an app that asks for a client certificate is reached through the binding that holds it, at its own URL', async () => {
  expect((await ask('/shown/x')).text).toBe('shown.example');
});

test('without its binding, nothing is served at all, and the log names it', async () => {
  const lacking = await startTestGateway({ rules });
  try {
    const reply = await unreached(origin, () => send(lacking, '/own/x'));
    expectRefusal(reply, 503, 'unavailable');
    const event = await lacking.eventOf(reply.header('portcullis-request-id'));
    expect(event['detail']).toContain(
      'CLIENT_CERTIFICATE is missing: the rules name it as the client certificate of origin "shown"',
    );
  } finally {
    await lacking.stop();
  }
});
