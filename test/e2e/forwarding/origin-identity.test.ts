import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const origin = await originOfFile();
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { wiki: origin.url, other: origin.url },
    membersOf: {
      wiki: 'identity: { user: X-WEBAUTH-USER, tenant: X-Tenant, roles: Remote-Groups, session: X-Forwarded-User }',
    },
    routes: [
      'id: wiki, path: /wiki/**, access: { roles: any }, origin: wiki',
      'id: open, path: /open/**, access: public, origin: wiki',
      'id: other, path: /other/**, access: public, origin: other',
    ],
  }),
});
const ask = (target: string, headers: Ask['headers'] = {}): Promise<Reply> => send(gateway, target, { headers });

/** Headers of the last request that an app could take for who asks, however they are spelt. */
function whoAsks(): Readonly<Record<string, readonly string[]>> {
  const headers = Object.entries(origin.seen.at(-1)?.headers ?? {});
  return Object.fromEntries(
    headers.filter(([name]) => /^(?:x.webauth.user|x.tenant|remote.groups|x.forwarded.user)$/.test(name)),
  );
}

describe('an app that cannot verify a context', () => {
  test('gets who asks in plain headers', async () => {
    const cookie = await gateway.mint.cookie({ sub: 'Zoë, A', sid: 's1', roles: ['owner', 'admin', 'undeclared'] });
    expect((await ask('/wiki/x', { cookie })).status).toBe(200);
    expect(whoAsks()).toEqual({
      'x-webauth-user': ['Zo%C3%AB%2C%20A'],
      'x-tenant': ['acme'],
      'remote-groups': ['owner,admin'],
      'x-forwarded-user': ['s1'],
    });
  });

  test('gets none without a session', async () => {
    expect((await ask('/open/x', { 'X-WEBAUTH-USER': 'root' })).status).toBe(200);
    expect(whoAsks()).toEqual({});
  });

  test('is not asked by who claims to be someone', async () => {
    const reply = await unreached(origin, () => ask('/wiki/x', { 'X-WEBAUTH-USER': 'root' }));
    expectRefusal(reply, 401, 'session_required');
  });
});

describe.each(['/wiki/x', '/open/x', '/other/x'])('a client at %s cannot say', (target) => {
  test.each(['X-WEBAUTH-USER', 'x_webauth_user', 'X.Webauth.User', 'X-WEBAUTH_USER', 'remote_groups', 'x_tenant'])(
    '%s',
    async (name) => {
      const cookie = await gateway.mint.cookie({ roles: ['owner'] });
      expect((await ask(target, { cookie, [name]: ['root', 'also root'] })).status).toBe(200);
      expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain('root');
    },
  );
});
