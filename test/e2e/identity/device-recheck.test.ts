import { beforeEach, expect, test } from 'vitest';
import { type BoundBrowser, boundBrowser } from '../../support/bound-browser.ts';
import { eventOf } from '../../support/bound-gate.ts';
import { Browser } from '../../support/browser.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';

/** The provider is asked again, too, where a browser renews a session by its key. */

const gate = await providerGateOfFile({
  lifetime: '5m, renew: { idle: 10m, absolute: 1h, recheck: 1m, device: required }',
  identityProvider: { configuration: { issueRefreshToken: () => true, rotateRefreshToken: true } },
  recheckSeconds: 0,
});
const { gateway, idp, url } = gate;

beforeEach(() => {
  idp.intercept = null;
  const person = { sub: `00u${Math.random()}`, claims: { groups: ['Readers'] }, acr: undefined, amr: undefined };
  Object.assign(idp.person, person, { agrees: true });
});

/** Signed in by the provider, whose answer to the gate asks for a key. */
async function bound(): Promise<BoundBrowser> {
  const visitor = new Browser();
  const { hops } = await visitor.open(`${url}/`, { until: (each) => each.includes('/callback') });
  const browser = await boundBrowser(gateway, { host: new URL(url).host });
  browser.takes(await visitor.ask(hops.at(-1) ?? ''));
  expect((await browser.register()).status).toBe(200);
  idp.asked.length = 0;
  return browser;
}

test('a person who is still there goes on', async () => {
  const browser = await bound();
  for (const times of [1, 2]) {
    expect((await browser.refresh()).status).toBe(200);
    expect(idp.asked.filter((each) => each === 'POST /token')).toHaveLength(times);
  }
});

test('a person whom the provider no longer lets in is out with the next refresh', async () => {
  const browser = await bound();
  idp.intercept = (request, response) => {
    if (request.url !== '/token') return false;
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
    return true;
  };
  const reply = await browser.refresh();
  expectRefusal(reply, 401, 'session_required');
  const { reason, detail, notes } = await eventOf(gate, reply);
  expect([reason, detail, notes]).toEqual([
    'device_session_ended',
    'provider',
    ['rechecked_at:idp', 'session_ended_by_provider'],
  ]);
  expect(reply.headers['set-cookie']).toBeUndefined();
  idp.intercept = null;
  expectRefusal(await browser.refresh(), 401, 'session_required');
});
