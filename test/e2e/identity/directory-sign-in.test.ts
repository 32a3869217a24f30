import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { until } from '../../support/patience.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

const { gateway, origin, idp, url } = await providerGateOfFile({
  rule: { signals: { scim: 'IDP_SCIM_TOKEN', universalLogout: false, backchannelLogout: false, events: null } },
  settings: { IDP_SCIM_TOKEN: SCIM_TOKEN },
});
const { host } = new URL(url);
const call = scimClient(gateway, 'idp');
let people = 0;
let browser: Browser;
let sub: string;

beforeEach(() => {
  browser = new Browser();
  people += 1;
  sub = `00u-scim-${people}`;
  Object.assign(idp.person, { sub, claims: {} });
  origin.seen.length = 0;
});

const idOf = (text: string): string => (JSON.parse(text) as { readonly id: string }).id;
const userSchema = ['urn:ietf:params:scim:schemas:core:2.0:User'];
const join = async (more: object = {}) =>
  idOf(
    (
      await call('POST', '/Users', {
        schemas: userSchema,
        userName: `${sub}@acme.example`,
        externalId: sub,
        active: true,
        ...more,
      })
    ).text,
  );
const putInto = (displayName: string, id: string) =>
  call('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName,
    members: [{ value: id }],
  });
const leave = (id: string) =>
  call('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  });
const cookieOf = (who = browser) => `__Host-role=${who.cookies.get(host)?.get('__Host-role')}`;
const expectOut = (cookie: string) =>
  until(async () => ((await new Browser().ask(`${url}/`, { cookie })).status === 401 ? true : undefined));
const reasonOf = async (reply: { readonly header: (name: string) => string | null }) =>
  (await gateway.eventOf(reply.header('portcullis-request-id')))['reason'];

test('a joiner gets at the first sign-in what the groups of the directory grant', async () => {
  await putInto('Readers', await join());
  expect((await browser.open(`${url}/`)).reply.status).toBe(200);
  expect(await contextOf(gateway, origin.seen[0])).toMatchObject({ sub, roles: ['reader'] });
});

test('a leaver is out, and cannot come back', async () => {
  const id = await join();
  await putInto('Readers', id);
  await browser.open(`${url}/`);
  await leave(id);
  await expectOut(cookieOf());
  origin.seen.length = 0;
  browser.cookies.get(host)?.clear();
  const { reply } = await browser.open(`${url}/`);
  expectRefusal(reply, 403, 'forbidden');
  expect(await reasonOf(reply)).toBe('identity_inactive');
  expect([browser.cookies.get(host)?.get('__Host-role'), origin.seen]).toEqual([undefined, []]);
});

describe('an entry of the same user name', () => {
  const named = () => {
    idp.person.claims = { preferred_username: `${sub}@ACME.example` };
  };

  test('keeps a leaver out, even if the provider gives it another id', async () => {
    named();
    const id = await join({ externalId: 'another' });
    await putInto('Readers', id);
    await leave(id);
    const { reply } = await browser.open(`${url}/`);
    expect([reply.status, await reasonOf(reply)]).toEqual([403, 'identity_inactive']);
    expect([browser.cookies.get(host)?.get('__Host-role'), origin.seen]).toEqual([undefined, []]);
  });

  test('gives no roles if it is of another id', async () => {
    named();
    await putInto('Owners', await join({ externalId: 'another' }));
    const { reply } = await browser.open(`${url}/`);
    expect([reply.status, await reasonOf(reply)]).toEqual([403, 'identity_unmatched']);
    expect(origin.seen).toEqual([]);
  });

  test('gives no roles if it has no id of the provider: people may choose such names', async () => {
    named();
    await putInto('Owners', await join({ externalId: undefined }));
    const { reply } = await browser.open(`${url}/`);
    expect([reply.status, await reasonOf(reply)]).toEqual([403, 'identity_unmatched']);
    expect(origin.seen).toEqual([]);
  });
});

test('groups that the provider withholds are not taken for none by an entry of the same name', async () => {
  const withheld = { preferred_username: `${sub}@acme.example`, _claim_names: { groups: 'src1' } };
  idp.person.claims = withheld;
  await join({ externalId: 'another' });
  const { reply } = await browser.open(`${url}/`);
  expect([reply.status, await reasonOf(reply)]).toEqual([403, 'groups_withheld']);
  expect(origin.seen).toEqual([]);
});

describe('a group that is renamed', () => {
  test('to one of other roles leaves its members none of the old ones', async () => {
    const group = idOf((await putInto('Owners', await join())).text);
    await browser.open(`${url}/owners`);
    const cookie = cookieOf();
    await call('PATCH', `/Groups/${group}`, { Operations: [{ op: 'replace', path: 'displayName', value: 'Readers' }] });
    const { begun } = origin;
    await expectOut(cookie);
    expect(origin.begun).toBe(begun);
    browser = new Browser();
    expect((await browser.open(`${url}/`)).reply.status).toBe(200);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub, roles: ['reader'] });
  });
});

describe('an entry that comes after the session', () => {
  beforeEach(async () => {
    idp.person.claims = { groups: ['Readers'] };
    expect((await browser.open(`${url}/`)).reply.status).toBe(200);
  });

  test('ends it if the person is not active', async () => {
    await join({ active: false });
    await expectOut(cookieOf());
  });

  test('ends it if the person may stay for a time alone', async () => {
    const notAfter = new Date(Date.now() + 3_600_000).toISOString();
    await join({ 'urn:ietf:params:scim:schemas:extension:portcullis:2.0:User': { notAfter } });
    await expectOut(cookieOf());
  });

  test('lets it go on otherwise', async () => {
    await join();
    expect((await browser.ask(`${url}/`)).status).toBe(200);
  });
});

test('all members are taken out of a group by the path of its schema', async () => {
  const group = idOf((await putInto('Owners', await join())).text);
  await browser.open(`${url}/owners`);
  const path = 'urn:ietf:params:scim:schemas:core:2.0:Group';
  const reply = await call('PATCH', `/Groups/${group}`, {
    Operations: [{ op: 'replace', path, value: { members: [] } }],
  });
  expect(reply.status).toBe(204);
  await expectOut(cookieOf());
  expect(JSON.parse((await call('GET', `/Groups/${group}`)).text)).toMatchObject({ members: [] });
});

test('someone whom the directory does not know has what the token says', async () => {
  idp.person.claims = { groups: ['Readers'] };
  expect((await browser.open(`${url}/`)).reply.status).toBe(200);
});
