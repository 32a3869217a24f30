import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { redisStoreOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { guardedStatus } from '../../support/unreached.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

const redis = await redisStoreOfFile();
const STATES = { 'the embedded state': {}, Redis: redis.settings };

describe.each(Object.entries(STATES))('on %s', async (_, settings) => {
  const gate = await providerGateOfFile({
    rule: { signals: { scim: 'IDP_SCIM_TOKEN', universalLogout: true, backchannelLogout: true, events: null } },
    settings: { IDP_SCIM_TOKEN: SCIM_TOKEN, ...settings },
    routes: ['id: app, path: /**, access: { roles: any }, revocation: strict, origin: app'],
  });
  const { gateway, origin, idp, url } = gate;
  const { host } = new URL(url);
  const scim = scimClient(gateway, 'idp');
  let people = 0;
  let sub = '';
  let browser: Browser;

  beforeEach(() => {
    people += 1;
    sub = `00u${people}`;
    browser = new Browser();
    Object.assign(idp.person, { sub, claims: { groups: ['Readers'] }, acr: undefined, amr: undefined, agrees: true });
  });

  const create = async (more: object = {}): Promise<string> => {
    const reply = await scim('POST', '/Users', { userName: `${sub}@example.com`, externalId: sub, ...more });
    expect(reply.status).toBe(201);
    return (JSON.parse(reply.text) as { id: string }).id;
  };
  const signIn = () => guardedStatus(origin, async () => (await browser.open(`${url}/`)).reply);
  const cookieIn = () => browser.cookies.get(host)?.get('__Host-role') ?? '';
  const ask = (cookie = cookieIn()) =>
    guardedStatus(origin, () => send(gateway, '/', { headers: { cookie: `__Host-role=${cookie}` } }));
  const expectOut = async () => expect(await ask()).toBe(401);

  test('someone who is deactivated is out with the answer, and gets no other session', async () => {
    const id = await create();
    expect(await signIn()).toBe(200);
    expect(await ask()).toBe(200);
    await scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] });
    await expectOut();
    browser = new Browser();
    expect(await signIn()).toBe(403);
    const event = gateway.events.findLast((each) => each['outcome'] === 'refused');
    expect(event).toMatchObject({ reason: 'identity_inactive' });
  });

  test('someone who is ended while signing in gets no session, and may begin again', async () => {
    const id = await create();
    const setActive = (active: boolean) =>
      scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'active', value: active }] });
    let codes = 0;
    // The callback has come, and there is no session yet that could be found.
    idp.intercept = async ({ url: path }) => {
      if (path === '/token' && codes === 0) {
        codes += 1;
        await setActive(false);
        await setActive(true);
      }
      return false;
    };
    expect(await signIn()).toBe(401);
    expect([codes, cookieIn()]).toEqual([1, '']);
    idp.intercept = null;
    expect(await signIn()).toBe(200);
  });

  test('someone who was deleted gets no session', async () => {
    const id = await create();
    expect(await signIn()).toBe(200);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    await expectOut();
    browser = new Browser();
    expect(await signIn()).toBe(403);
  });

  test('a joiner gets what the groups of the directory grant, and loses it with the group', async () => {
    Object.assign(idp.person, { claims: {} });
    const id = await create();
    expect(await signIn()).toBe(403);
    const group = await scim('POST', '/Groups', { displayName: 'Owners', members: [{ value: id }] });
    const { id: owners } = JSON.parse(group.text) as { id: string };
    browser = new Browser();
    expect(await signIn()).toBe(200);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub, roles: ['owner'] });
    const remove = { Operations: [{ op: 'Remove', path: 'members', value: [{ value: id }] }] };
    expect((await scim('PATCH', `/Groups/${owners}`, remove)).status).toBe(204);
    await expectOut();
  });

  test('a guest is in until the window ends, and not before it begins', async () => {
    const EXTENSION = 'urn:ietf:params:scim:schemas:extension:portcullis:2.0:User';
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const id = await create({ [EXTENSION]: { notBefore: at(3_600_000) } });
    expect(await signIn()).toBe(403);
    const setEnd = (notAfter: string) =>
      scim('PUT', `/Users/${id}`, { userName: `${sub}@example.com`, externalId: sub, [EXTENSION]: { notAfter } });
    const far = Math.floor(Date.now() / 1000) + 300;
    await setEnd(new Date(far * 1000).toISOString());
    browser = new Browser();
    expect(await signIn()).toBe(200);
    const { iss: _, ...claims } = decodeJwt(cookieIn());
    expect(claims.exp).toBe(far);
    // The same session as it would be shortly before its end.
    const { end, cookie } = await until(async () => {
      const end = Math.floor(Date.now() / 1000) + 3;
      const cookie = await gateway.mint.role({ ...claims, exp: end });
      const isIn = (await ask(cookie)) === 200;
      return isIn && Date.now() / 1000 < end ? { end, cookie } : undefined;
    });
    await until(async () => ((await ask(cookie)) === 401 ? true : undefined));
    expect(Date.now() / 1000).toBeGreaterThanOrEqual(end);
    await setEnd(at(-1000));
    await expectOut();
    browser = new Browser();
    expect(await signIn()).toBe(403);
  });

  test('someone who signs out at the provider is out here: the provider says so itself', async () => {
    expect(await signIn()).toBe(200);
    expect(await ask()).toBe(200);
    const { reply } = await browser.open(`${idp.issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(reply.text)?.[1] ?? '';
    const form = new URLSearchParams({ xsrf, logout: 'yes' }).toString();
    await browser.ask(`${idp.issuer}/session/end/confirm`, {}, 'POST', form);
    const signal = await until(() =>
      gateway.events.findLast((each) => each.event === 'signal' && each['way'] === 'logout'),
    );
    expect(signal).toMatchObject({ outcome: 'ended', name: 'backchannel-logout' });
    await expectOut();
  });
});
