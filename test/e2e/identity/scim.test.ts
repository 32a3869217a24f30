import { describe, expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile, redisGateOfFile } from '../../support/gate.ts';
import { providerRule, withProviders } from '../../support/identity-provider.ts';
import { until } from '../../support/patience.ts';
import { unreached } from '../../support/unreached.ts';
import { replay, SCIM_TOKEN, type ScimStep, scimClient, scimSteps } from './scim-conversations.ts';

const CONVERSATIONS = ['okta', 'entra', 'hostile'];
/** Each provider has a token of its own. */
const tokenOf = (provider: string) => (provider === 'okta' ? SCIM_TOKEN : `${provider}-${SCIM_TOKEN}`);
const settingOf = (provider: string) => `${provider.toUpperCase()}_SCIM_TOKEN`;
const OTHER_TOKEN = tokenOf('other');
const withDirectory = (id: string) =>
  providerRule(`https://${id}.example`, {
    id,
    signals: { scim: settingOf(id), universalLogout: false, backchannelLogout: false, events: null },
  });

const options = {
  routes: ['id: mine, path: /mine, access: { roles: any }, revocation: strict'],
  settings: {
    ...Object.fromEntries([...CONVERSATIONS, 'other'].map((id) => [settingOf(id), tokenOf(id)])),
    OKTA_CLIENT_SECRET: 'a client secret of the test',
  },
  adjust: withProviders(
    ...[...CONVERSATIONS, 'other'].map(withDirectory),
    providerRule('https://none.example', {
      id: 'none',
      signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
    }),
  ),
};

const { origin, gateways, bridge, token } = await redisGateOfFile({ ...options, count: 2 });
const [gateway, second] = gateways as readonly [(typeof gateways)[0], (typeof gateways)[0]];
const embedded = await gateOfFile(options);
const store = createRedisState({ url: bridge.url, token }, 2000);

/** A session of someone who signed in by the provider, and the document that leads to it. */
async function signedIn(provider: string, name: string): Promise<string> {
  const expires = Date.now() / 1000 + 3600;
  await store.writeKept(`provider:${provider}`, [
    { key: keptKey('subject', `${name}-sub`, 'acme', `${provider}-${name}`), value: '', expires },
  ]);
  return gateway.mint.cookie({ sub: `${provider}-${name}`, iat: Date.now() / 1000 });
}

const statuses = (cookie: string): Promise<readonly number[]> =>
  Promise.all(gateways.map(async (each) => (await send(each, '/mine', { headers: { cookie } })).status));

describe.each(CONVERSATIONS)('the conversation of %s', (provider) => {
  test('on Redis, with the sessions that each step ends, at two gateways', async () => {
    const sessions = new Map<string, string>();
    const sessionOf = async (name: string) => {
      const cookie = sessions.get(name) ?? (await signedIn(provider, name));
      sessions.set(name, cookie);
      return cookie;
    };
    const around = async (step: ScimStep) => {
      const stay = await Promise.all((step.in ?? []).map(sessionOf));
      const leave = await Promise.all((step.out ?? []).map(sessionOf));
      for (const cookie of leave) expect(await statuses(cookie), step.title).toEqual([200, 200]);
      return async () => {
        for (const cookie of stay) expect(await statuses(cookie), step.title).toEqual([200, 200]);
        for (const cookie of leave)
          expect(await unreached(origin, () => statuses(cookie)), step.title).toEqual([401, 401]);
        for (const name of step.out ?? []) sessions.delete(name);
      };
    };
    await replay(scimSteps(provider), scimClient(gateway, provider, tokenOf(provider)), around);
  });

  test('on the embedded state', async () => {
    await replay(
      scimSteps(provider),
      scimClient(embedded.gateway, provider, tokenOf(provider)),
      async () => async () => undefined,
    );
  });
});

describe('the token', () => {
  test.each([
    ['none', undefined],
    ['another', 'Bearer another token that is long enough'],
    ["another provider's", `Bearer ${OTHER_TOKEN}`],
    ['half of it', `Bearer ${SCIM_TOKEN.slice(0, 20)}`],
    ['more than it', `Bearer ${SCIM_TOKEN}x`],
    ['as Basic', `Basic ${btoa(SCIM_TOKEN)}`],
  ])('%s: refused in the words of SCIM, and nothing is created', async (_, authorization) => {
    const reply = await send(gateway, '/.portcullis/scim/v2/okta/Users', {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization },
      body: JSON.stringify({ userName: 'intruder@example.com' }),
    });
    expect([reply.status, reply.header('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(JSON.parse(reply.text)).toMatchObject({ status: '401' });
    const found = await scimClient(gateway, 'okta')(
      'GET',
      '/Users?filter=userName%20eq%20%22intruder%40example.com%22',
    );
    expect(JSON.parse(found.text)).toMatchObject({ totalResults: 0 });
  });

  test('is asked for with and without a cookie, and from a page of another site', async () => {
    const headers = {
      cookie: await gateway.mint.cookie(),
      'sec-fetch-site': 'cross-site',
      origin: 'https://other.example',
    };
    const path = '/.portcullis/scim/v2/okta/Users';
    expect((await send(gateway, path, { headers })).status).toBe(401);
    const authorization = `Bearer ${SCIM_TOKEN}`;
    expect((await send(gateway, path, { headers: { ...headers, authorization } })).status).toBe(200);
  });

  test('of one provider opens the directory of that provider alone', async () => {
    const mine = await scimClient(gateway, 'other', OTHER_TOKEN)('POST', '/Users', {
      userName: 'only-here@example.com',
    });
    const { id } = JSON.parse(mine.text) as { id: string };
    expect((await scimClient(gateway, 'okta')('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scimClient(gateway, 'other')('GET', `/Users/${id}`)).status).toBe(401);
  });

  test('is in no log line', async () => {
    await scimClient(gateway, 'okta')('GET', '/Users');
    expect(JSON.stringify([...gateway.events, ...gateway.output])).not.toContain(SCIM_TOKEN);
  });
});

test('providers without a directory have no endpoint', async () => {
  for (const id of ['none', 'unknown', '__proto__'])
    expectRefusal(await scimClient(gateway, id)('GET', '/Users'), 404, 'no_route', id);
});

test('a deactivation of which the answer was lost ends the sessions when it is repeated', async () => {
  const call = scimClient(gateway, 'other', OTHER_TOKEN);
  const created = await call('POST', '/Users', { userName: 'zoe@example.com', externalId: 'zoe-sub' });
  const { id } = JSON.parse(created.text) as { id: string };
  const cookie = await signedIn('other', 'zoe');
  const leave = { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
  bridge.fail('reset-after');
  try {
    expectRefusal(await call('PATCH', `/Users/${id}`, leave), 503, 'unavailable');
  } finally {
    bridge.fail(null);
  }
  await until(async () => ((await call('PATCH', `/Users/${id}`, leave)).status === 200 ? true : undefined));
  expect(await unreached(origin, () => statuses(cookie))).toEqual([401, 401]);
});

test('changes of one user at once are all kept', async () => {
  const call = scimClient(gateway, 'other', OTHER_TOKEN);
  const created = await call('POST', '/Users', { userName: 'busy@example.com' });
  const { id } = JSON.parse(created.text) as { id: string };
  const names = Array.from({ length: 6 }, (_, index) => `custom${index}`);
  const replies = await Promise.all(
    names.map((name) =>
      scimClient(name.endsWith('1') ? second : gateway, 'other', OTHER_TOKEN)('PATCH', `/Users/${id}`, {
        Operations: [{ op: 'add', path: name, value: 'x' }],
      }),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual(names.map(() => 200));
  const after = JSON.parse((await call('GET', `/Users/${id}`)).text) as Record<string, unknown>;
  expect(names.filter((name) => after[name] === 'x')).toEqual(names);
});

test('every change has an audit event of its own', async () => {
  const call = scimClient(gateway, 'other', OTHER_TOKEN);
  const created = await call('POST', '/Users', { userName: 'audited@example.com' });
  const { id } = JSON.parse(created.text) as { id: string };
  await call('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] });
  await call('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'True' }] });
  await call('DELETE', `/Users/${id}`);
  const names = await until(() => {
    const found = gateway.events.filter((event) => event.event === 'signal' && event['entry'] === id);
    return found.length < 4 ? undefined : found.map((event) => event['name']);
  });
  expect(names).toEqual(['user.created', 'user.deactivated', 'user.reactivated', 'user.deleted']);
});
