import { expect } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { type Reply, send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { providerRule, startIdentityProvider, withProviders } from '../../support/identity-provider.ts';
import { ofFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';

export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly sid: string;
  readonly user: string;
  readonly session: string;
  readonly cookie: string;
}

/** Two gateways on one Redis, with a provider that signs what a test wants said. Ends with the tests of the file. */
export async function signalGateOfFile() {
  const provider = ofFile(await startIdentityProvider(), (started) => started[Symbol.asyncDispose]());
  const away = ofFile(await startIdentityProvider(), (started) => started[Symbol.asyncDispose]());
  away.setDown(true);
  const closed = { scim: null, universalLogout: false, backchannelLogout: false, events: null };

  const { origin, gateways, bridge, token } = await redisGateOfFile({
    count: 2,
    routes: [
      'id: mine, path: /mine, access: { roles: any }',
      'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    ],
    settings: { OKTA_SCIM_TOKEN: 'a-scim-token-of-the-test-long-enough', OKTA_CLIENT_SECRET: 'a secret of the test' },
    adjust: withProviders(
      providerRule(provider.issuer),
      providerRule(provider.issuer, { id: 'silent', signals: closed }),
      providerRule(away.issuer, { id: 'away', signals: { ...providerRule(away.issuer).signals, scim: null } }),
    ),
  });
  const [first, second] = gateways as readonly [(typeof gateways)[0], (typeof gateways)[0]];
  const store = createRedisState({ url: bridge.url, token }, 2000);
  let people = 0;

  /** Someone who has signed in by the provider: a session, and the documents that lead to it. */
  async function signedIn(kind: 'session' | 'unnamed' = 'session'): Promise<Person> {
    people += 1;
    const [sub, email, sid, user, session] = ['00u', 'ann@', 'sid', 'user', 'session'].map(
      (text) => `${text}${people}`,
    ) as [string, string, string, string, string];
    const keys = [
      keptKey('subject', sub, 'acme', user),
      keptKey('name', email, 'acme', user),
      keptKey(kind, kind === 'session' ? sid : sub, 'acme', user, session),
    ];
    const expires = Date.now() / 1000 + 3600;
    await store.writeKept(
      'provider:okta',
      keys.map((key) => ({ key, value: '', expires })),
    );
    return { sub, email, sid, user, session, cookie: await first.mint.cookie({ sub: user, sid: session }) };
  }

  const both = (cookie: string, path = '/mine'): Promise<readonly number[]> =>
    Promise.all(gateways.map(async (gateway) => (await send(gateway, path, { headers: { cookie } })).status));

  /** Refused by the one that was told and by the other, within the bound, and the origin sees nothing of it. */
  async function expectOut({ cookie }: Person): Promise<void> {
    expect(await both(cookie, '/strict')).toEqual([401, 401]);
    await until(async () => ((await both(cookie)).every((status) => status === 401) ? true : undefined));
    const before = origin.begun;
    expect(await both(cookie)).toEqual([401, 401]);
    expect(origin.begun).toBe(before);
  }

  const expectIn = async ({ cookie }: Person) => expect(await both(cookie, '/strict')).toEqual([200, 200]);

  const form = (logoutToken: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: logoutToken }).toString(),
  });

  function logoutToken(claims: Readonly<Record<string, unknown>>): string {
    return provider.sign('logout+jwt', {
      iss: provider.issuer,
      aud: 'gateway-1',
      iat: 'now-1',
      exp: 'now+120',
      jti: crypto.randomUUID(),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      ...claims,
    });
  }

  const logout = (claims: Readonly<Record<string, unknown>>) =>
    send(first, '/.portcullis/signals/okta/logout', form(logoutToken(claims)));

  const subjectOf = ({ sub }: Person) => ({ format: 'iss_sub', iss: provider.issuer, sub });

  /** The signal's own audit event. */
  const eventOf = (reply: Reply) =>
    until(() =>
      first.events.find(
        (each) => each.event === 'signal' && each['requestId'] === reply.header('portcullis-request-id'),
      ),
    );
  return {
    provider,
    away,
    origin,
    gateways,
    bridge,
    first,
    second,
    signedIn,
    expectOut,
    expectIn,
    form,
    logoutToken,
    logout,
    subjectOf,
    eventOf,
  };
}
