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
  const cookie = `__Host-role=${browser.cookies.get(host)?.get('__Host-role')}`;
  await leave(id);
  await until(async () => ((await new Browser().ask(`${url}/`, { cookie })).status === 401 ? true : undefined));
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
  });

  test('gives no roles if it is of another id', async () => {
    named();
    await putInto('Owners', await join({ externalId: 'another' }));
    const { reply } = await browser.open(`${url}/`);
    expect([reply.status, await reasonOf(reply)]).toEqual([403, 'identity_unmatched']);
    expect(origin.seen).toEqual([]);
  });
});

test('someone whom the directory does not know has what the token says', async () => {
  idp.person.claims = { groups: ['Readers'] };
  expect((await browser.open(`${url}/`)).reply.status).toBe(200);
});
