import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { unreached } from '../../support/unreached.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

/** The end of a guest, as the client of the directory writes it: what cannot be read must not let the guest stay. */

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:portcullis:2.0:User';
const { gateway, origin, idp, url } = await providerGateOfFile({
  rule: { signals: { scim: 'IDP_SCIM_TOKEN', universalLogout: false, backchannelLogout: false, events: null } },
  settings: { IDP_SCIM_TOKEN: SCIM_TOKEN },
});
const scim = scimClient(gateway, 'idp');
let people = 0;
let sub = '';
let browser: Browser;

beforeEach(() => {
  people += 1;
  sub = `guest-${people}`;
  browser = new Browser();
  Object.assign(idp.person, { sub, claims: { groups: ['Readers'] }, agrees: true });
});

const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const cookieIn = () => browser.cookies.get(new URL(url).host)?.get('__Host-role');

describe('a guest whose time is over', () => {
  const user = () => ({ userName: `${sub}@x`, externalId: sub });
  const change = (value: unknown, path = EXTENSION) => ({ Operations: [{ op: 'replace', path, value }] });

  test.each<[string, () => readonly [method: string, body: object]]>([
    ['in a list', () => ['PUT', { ...user(), [EXTENSION]: [{ notAfter: iso(soon(600)) }] }]],
    ['as a text', () => ['PUT', { ...user(), [EXTENSION]: iso(soon(600)) }]],
    ['under another name', () => ['PUT', { ...user(), [EXTENSION]: { notafterr: iso(soon(600)) } }]],
    ['without a zone', () => ['PUT', { ...user(), [EXTENSION]: { notAfter: '2099-01-01T00:00:00' } }]],
    ['beside the extension', () => ['PUT', { ...user(), [`${EXTENSION}:notAfter`]: iso(soon(600)) }]],
    ['in a list, by a change', () => ['PATCH', change([{ notAfter: iso(soon(600)) }])]],
    ['as a text, by a change', () => ['PATCH', change(iso(soon(600)))]],
    ['under another name, by a change', () => ['PATCH', change(iso(soon(600)), `${EXTENSION}:notafterr`)]],
  ])('stays out where a new end is written %s', async (_what, written) => {
    const window = { [EXTENSION]: { notAfter: iso(soon(-60)) } };
    const made = await scim('POST', '/Users', { ...user(), ...window });
    expect(made.status, made.text).toBe(201);
    const { id } = JSON.parse(made.text) as { id: string };
    const [method, body] = written();
    expect((await scim(method, `/Users/${id}`, body)).status).toBe(400);
    const { reply } = await unreached(origin, () => browser.open(`${url}/`));
    expect([reply.status, cookieIn()]).toEqual([403, undefined]);
    // Written well, the new end counts.
    expect((await scim('PUT', `/Users/${id}`, { ...user(), [EXTENSION]: { notAfter: iso(soon(600)) } })).status).toBe(
      200,
    );
    browser = new Browser();
    expect((await browser.open(`${url}/`)).reply.status).toBe(200);
  });
});
