import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOfFile } from '../support/of-file.ts';
import { runCli } from './run-cli.ts';

const NOW = 1_800_000_000;
const RULES = `version: 1
gateway: acme-edge
hosts: [app.example]
clientAddress: cloudflare
roles: [reader]
origins:
  app: { url: "https://origin.example.net", keys: ORIGIN_APP_KEYS, context: HS256 }
identity:
  okta:
    issuer: https://idp.example
    client: { id: gateway-1, secret: OKTA_CLIENT_SECRET }
    tenant: acme
    roles: [{ group: Readers, grant: [reader] }]
    signals: { backchannelLogout: true }
tenantIdentity: { issuers: ["https://*.okta.com"], grant: [reader], signals: { backchannelLogout: true }, keys: TENANT_KEYS }
signIn: [okta, tenant]
routes:
  - { id: app, path: /**, access: { roles: any } }
`;
const folder = await folderOfFile('portcullis-signal-options');
const [rules, file, document] = ['rules.yaml', 'signal', 'identity.json'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
writeFileSync(rules, RULES);
const roles = [{ group: 'Readers', grant: ['reader'] }];
writeFileSync(document, JSON.stringify({ issuer: 'https://acme.okta.com', client: { id: 'c1' }, roles }));

const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const LOGOUT = { iss: 'https://acme.okta.com', aud: 'c1', iat: NOW, exp: NOW + 60, jti: 'j1', sub: '00u1', events };
const signalOf = (claims: object) => ({ header: { alg: 'RS256', typ: 'logout+jwt', kid: 'k1' }, claims });
const AS_TENANT = ['--tenant', 'acme', '--identity', document];

async function ask(signal: object, ...more: string[]) {
  writeFileSync(file, JSON.stringify(signal));
  const time = new Date(NOW * 1000).toISOString().replace(':00.000Z', 'Z');
  return runCli(['explain', '--rules', rules, '--time', time, '--signal', file, ...more]);
}

async function explained(signal: object) {
  const { out } = await ask(signal, ...AS_TENANT, '--json');
  return JSON.parse(out) as { readonly findings: readonly { readonly rule: string; readonly result: string }[] };
}

const refused = async (signal: object) =>
  (await explained(signal)).findings.filter(({ result }) => result === 'refused').map(({ rule }) => rule);

describe("a signal of a tenant's own provider", () => {
  test('is judged by its document', async () => {
    expect(await explained(signalOf(LOGOUT))).toMatchObject({
      outcome: 'taken',
      endpoint: 'POST /.portcullis/signals/tenant.acme/logout',
      tenants: ['acme'],
    });
    expect(await refused(signalOf({ ...LOGOUT, iss: 'https://globex.okta.com' }))).toEqual(['iss']);
  });

  test('is never one of a directory, and is not guessed from its path', async () => {
    const scim = { method: 'DELETE', path: '/.portcullis/scim/v2/tenant.acme/Users/1' };
    expect(await refused(scim)).toContain('rules');
    expect(await ask(scim)).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('the own provider of tenant "acme"'),
    });
  });
});

test.each<[string[], string]>([
  [['--amr', 'otp', '--role', 'owner'], '--role, --amr: these options describe something else than a message'],
  [['--groups', 'Readers'], '--groups: this option describes something else than a message'],
  [['--tenant', 'acme'], 'Name the file with --identity, or remove --tenant'],
  [['--provider', 'okta', ...AS_TENANT], 'Remove one of them'],
  [['--provider', 'tenant.acme'], 'Name its document with --tenant acme --identity FILE'],
])('%j mean nothing beside a signal, or not together', async (more, problem) => {
  expect(await ask(signalOf(LOGOUT), ...more)).toMatchObject({
    exitCode: 2,
    out: '',
    told: expect.stringContaining(problem),
  });
});

test.each([
  [['explain', 'https://app.example/', '--rules', rules, '--provider', 'okta'], '--provider: this option describes an'],
  [
    ['explain', '--claims', document, '--rules', rules, '--keys', rules],
    '--keys: this option describes something else',
  ],
])('%j names an option that says nothing', async (words, problem) => {
  expect(await runCli(words)).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining(problem) });
});
