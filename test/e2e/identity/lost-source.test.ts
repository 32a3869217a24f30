import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { Browser } from '../../support/browser.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { ofFile } from '../../support/of-file.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { startRedisStore } from '../../support/redis-store.ts';

/** A store may lose a part of what it holds. What is kept of a provider's session must not then count as none. */

const redis = ofFile(await startRedisStore(), (started) => started[Symbol.asyncDispose]());
const { gateway, origin, idp, url } = await providerGateOfFile({
  lifetime: '2m, renew: { idle: 10m, absolute: 1h, grace: 30s, recheck: 1m }',
  recheckSeconds: 0,
  identityProvider: { configuration: { issueRefreshToken: () => true, rotateRefreshToken: true } },
  settings: redis.settings,
});
const store = createRedisState({ url: redis.bridge.url, token: redis.token }, 2000);

/** A session of the provider, of which shared state has lost this. */
async function signInAndLose(kind: 'recheck' | 'source'): Promise<string> {
  const user = `00u-${kind}`;
  Object.assign(idp.person, { sub: user, claims: { groups: ['Readers'] } });
  const browser = new Browser();
  await browser.open(`${url}/x`);
  const token = browser.cookies.get(new URL(url).host)?.get('__Host-role') ?? '';
  const { sid, via } = decodeJwt(token);
  expect(via).toBe('idp');
  const key = keptKey(kind, user, String(sid));
  expect(await store.readKept('acme', [key])).toEqual([expect.objectContaining({ key })]);
  await store.writeKept('acme', [{ key, value: null, expires: null }]);
  return token;
}

test('a cookie that has run out is not renewed where it is lost when the provider was asked', async () => {
  const { iss: _, ...claims } = decodeJwt(await signInAndLose('recheck'));
  const over = await gateway.mint.role({ ...claims, exp: Number(claims.iat) + 0.001 });
  const before = origin.begun;
  const reply = await send(gateway, '/x', { headers: { cookie: `__Host-role=${over}` } });
  expectRefusal(reply, 401, 'session_required');
  expect(origin.begun).toBe(before);
});

test('a session whose source is lost gets none in exchange', async () => {
  const headers = { cookie: `__Host-role=${await signInAndLose('source')}` };
  const reply = await send(gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
  expect(reply.headers['set-cookie']?.[0]).toMatch(/^__Host-role=; .*Max-Age=0/);
  const before = origin.begun;
  expectRefusal(await send(gateway, '/x', { headers }), 401, 'session_required');
  expect(origin.begun).toBe(before);
});
