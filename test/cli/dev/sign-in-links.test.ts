import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { freePort, PROJECT_ROOT, type SignInLinks, startSignInLinks } from '@portcullis/cli/dev';
import { compileRulesFile } from '@portcullis/rules/compiler';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkMinter } from '../../../cli/src/admin/link-minter.ts';

/** Links of `portcullis dev` that sign in a browser on this machine, and no other client. */

const gatewayPort = await freePort();
let links: SignInLinks;

beforeAll(async () => {
  const compiled = compileRulesFile(`${PROJECT_ROOT}/rules/gateway.yaml`);
  if (!compiled.ok) throw new Error('the rules do not compile');
  const ring = { keys: [{ kty: 'oct', kid: 'dev-test', k: randomBytes(32).toString('base64url') }] };
  const mint = linkMinter(compiled.policy, { ROLE_COOKIE_KEYS: JSON.stringify(ring) });
  links = await startSignInLinks({ gatewayPort, mint });
});

afterAll(() => links?.stop());

interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly text: string;
}

function follow(link: string, options: { readonly host?: string; readonly method?: string } = {}): Promise<Reply> {
  const { host, method = 'GET' } = options;
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const request = get(link, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      const { location, 'set-cookie': cookies = [] } = response.headers;
      resolve({ status: response.statusCode ?? 0, location, cookies, text });
    });
    request.once('error', reject);
  });
}

test('a link gives the browser the session that it names, and leads to the gateway', async () => {
  const link = links.linkFor({ tenant: 'acme', user: 'me', roles: ['owner', 'driver'] });
  const { status, location, cookies } = await follow(link);
  expect({ status, location }).toEqual({ status: 302, location: `http://localhost:${gatewayPort}/` });
  expect(cookies).toHaveLength(1);
  const [, token = ''] = /^__Host-role=([^;]+); Path=\/; Secure; HttpOnly; SameSite=Lax$/.exec(cookies[0] ?? '') ?? [];
  expect(decodeJwt(token)).toMatchObject({ iss: 'freight-edge', sub: 'me', tid: 'acme', roles: ['owner', 'driver'] });
});

test("on a tenant's host it leads to the gateway's same host", async () => {
  const link = links.linkFor({ tenant: 'acme', user: 'me', roles: ['owner'] });
  const { location } = await follow(link, { host: `acme.localhost:${new URL(link).port}` });
  expect(location).toBe(`http://acme.localhost:${gatewayPort}/`);
});

test.each([
  ['a role that the rules lack', { roles: ['ownr'] }, /unknown role "ownr".*Did you mean "owner"/],
  ['a tenant that cannot be', { tenant: 'ACME' }, /tenant must be lower-case/],
  ['no user', { user: '' }, /needs tenant, user and roles/],
  ['no role', { roles: [] }, /needs tenant, user and roles/],
])('%s gets no session, and is told why', async (_, wrong, message) => {
  const { status, cookies, text } = await follow(
    links.linkFor({ tenant: 'acme', user: 'me', roles: ['owner'], ...wrong }),
  );
  expect({ status, cookies }).toEqual({ status: 400, cookies: [] });
  expect(text).toMatch(message);
});

test.each([
  ['another secret', (link: string) => link.replace(/\/[\w-]{22}\?/, `/${'A'.repeat(22)}?`), {}],
  ['no secret', (link: string) => link.replace(/\/[\w-]{22}\?/, '/?'), {}],
  ['a longer path', (link: string) => link.replace('?', '/?'), {}],
  ['the host of another page', (link: string) => link, { host: 'evil.example' }],
  ['a host that only looks local', (link: string) => link, { host: 'localhost.evil.example' }],
  ['another method', (link: string) => link, { method: 'POST' }],
])('%s gets nothing', async (_, change, options) => {
  const link = change(links.linkFor({ tenant: 'acme', user: 'me', roles: ['owner'] }));
  expect(await follow(link, options)).toEqual({ status: 404, location: undefined, cookies: [], text: '' });
});
