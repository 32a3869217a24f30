import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import type { Answer } from '../../support/origin.ts';
import { strongKeys } from '../../support/production.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';

const answer: Answer = (request, response) =>
  response.writeHead(302, JSON.parse(String(request.headers['x-answer'] ?? '{}'))).end('moved');
const origin = await originOfFile(answer);
const six = await originOfFile(answer, { address: '::1' });

/** In production, where a proxy in front ends TLS. */
function inProduction(settings: Record<string, string | null>): Promise<TestGateway> {
  const keys = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_NEAR_KEYS', 'ORIGIN_SIX_KEYS', 'ORIGIN_BOUND_KEYS'];
  return gatewayOfFile({
    rules: testRules({
      origins: { near: origin.url, six: origin.url, bound: origin.url },
      reachedBy: {
        near: `url: "${origin.url}"`,
        six: `url: "http://[::1]:${six.port}"`,
        bound: 'service: BOUND',
      },
      membersOf: { near: 'network: private', six: 'network: private' },
      undeveloped: ['near', 'six', 'bound'],
      clientAddress: ADDRESS_FROM_HEADER,
      routes: [
        'id: near, path: /near/**, access: public, origin: near',
        'id: six, path: /six/**, access: public, origin: six',
        'id: bound, path: /bound/**, access: public, origin: bound',
      ],
    }),
    settings: { ...Object.fromEntries(keys.map((name) => [name, strongKeys()])), ...settings },
    services: { BOUND: origin.url },
  });
}

const gateway = await inProduction({ PORTCULLIS_ENV: null });
const HOST = 'acme.test.example';
const ask = (target: string, headers: Record<string, string> = {}): Promise<Reply> =>
  send(gateway, target, {
    host: HOST,
    headers: { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https', 'x-answer': JSON.stringify(headers) },
  });

test.each(['/near/x', '/six/x', '/bound/x'])('a private origin serves %s in production', async (target) => {
  const reply = await ask(target, { location: '/next' });
  expect([reply.status, reply.text, reply.header('location')]).toEqual([302, 'moved', '/next']);
});

describe('the address of a private origin stays in its network', () => {
  test.each([
    ['/near/x', origin.url],
    ['/near/x', origin.url.replace('http:', '')],
    ['/six/x', `http://[::1]:${six.port}`],
    ['/bound/x', 'https://origin.internal'],
  ])('%s names itself by %s', async (target, base) => {
    const reply = await ask(target, { location: `${base}/next`, refresh: `0; url=${base}/next` });
    expect([reply.header('location'), reply.header('refresh')]).toEqual([
      `https://${HOST}/next`,
      `0; url=https://${HOST}/next`,
    ]);
  });

  test.each([
    ['location', 'http://10.0.0.6/x'],
    ['location', `http://127.0.0.1:${origin.port + 1}/x`],
    ['location', '//10.0.0.6/x'],
    ['location', '/\\10.0.0.6/x'],
    ['location', 'http://0x0a000006/x'],
    ['location', 'http://167772166/x'],
    ['location', 'http://localhost/x'],
    ['location', 'http://app.localhost./x'],
    ['location', 'http://box:8080/x'],
    ['location', 'http://box./x'],
    ['location', 'https://[fd00::6]/x'],
    ['content-location', 'http://10.0.0.6/x'],
    ['refresh', '0; url="http://10.0.0.6/x"'],
  ])('%s: %s does not go out, and the log says why', async (name, value) => {
    for (const target of ['/near/x', '/bound/x']) {
      const reply = await ask(target, { [name]: value });
      expectRefusal(reply, 502, 'origin_unreachable');
      expect(JSON.stringify([reply.headers, reply.text])).not.toContain('10.0.0.6');
      const event = await gateway.eventOf(reply.header('portcullis-request-id'));
      expect(event).toMatchObject({
        reason: 'origin_answer_invalid',
        detail: expect.stringContaining(`${name} leads to an address inside the network of the origin`),
      });
    }
  });

  test.each(['https://id.example/x', 'http://10.0.0.6.example/x', 'app://localhost/x', 'https://example.com:8443/'])(
    'other places do: %s',
    async (location) => {
      expect((await ask('/near/x', { location })).header('location')).toBe(location);
    },
  );
});

test("on one's own machine everything is private, and such a redirect goes out", async () => {
  const local = await inProduction({});
  const location = `http://127.0.0.1:${origin.port + 1}/x`;
  const reply = await send(local, '/near/x', { headers: { 'x-answer': JSON.stringify({ location }) } });
  expect(reply.header('location')).toBe(location);
});
