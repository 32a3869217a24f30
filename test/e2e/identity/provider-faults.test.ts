import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startProviderGate } from '../../support/provider-gate.ts';

const DISCOVERY = '/.well-known/openid-configuration';

/** Answers one path of the provider in its place. */
type Fault = (response: ServerResponse) => void;

/** A gate whose gateway has asked its provider for nothing yet, with a fault on one path. */
async function faultyGate(path: string, fault: Fault) {
  const gate = await startProviderGate();
  gate.idp.person.claims = { groups: ['Readers'] };
  gate.idp.intercept = (request, response) => {
    if (request.url?.split('?', 1)[0] !== path) return false;
    fault(response);
    return true;
  };
  return gate;
}

const FAULTS: readonly (readonly [what: string, fault: Fault, reason: string])[] = [
  ['is down', (response) => response.writeHead(503).end(), 'identity_unavailable'],
  ['closes the connection', (response) => response.socket?.destroy(), 'identity_unavailable'],
  ['redirects', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'identity_failed'],
  ['answers 10 MB', (response) => response.end(Buffer.alloc(10 * 1024 * 1024, 0x20)), 'identity_failed'],
  [
    'answers a page',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'identity_failed',
  ],
  ['never answers', () => undefined, 'identity_unavailable'],
];

describe.each([
  ['discovery document', DISCOVERY],
  ['token endpoint', '/token'],
  ['keys', '/jwks'],
])('whose %s', (_what, path) => {
  test.each(FAULTS)('%s gives a page that names the request, and no session', async (_how, fault, reason) => {
    await using gate = await faultyGate(path, fault);
    const browser = new Browser();
    const { reply } = await browser.open(`${gate.url}/`);
    expectRefusal(reply, 503, 'unavailable');
    const id = reply.header('portcullis-request-id');
    expect(reply.text).toContain(String(id).slice(0, 8));
    expect(await gate.gateway.eventOf(id)).toMatchObject({ reason, outcome: 'refused' });
    expect([browser.cookies.get(new URL(gate.url).host)?.get('__Host-role'), gate.origin.seen]).toEqual([
      undefined,
      [],
    ]);
    // Once the provider is well, the same browser signs in.
    gate.idp.intercept = null;
    expect((await browser.open(`${gate.url}/again`)).reply.status).toBe(200);
  });
});
