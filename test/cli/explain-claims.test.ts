import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOfFile } from '../support/of-file.ts';
import { runCli } from './run-cli.ts';

const RULES = `version: 1
gateway: acme-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [accounting, driver]
origins:
  app: { url: "https://origin.example.net", keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 10m }
identity:
  okta:
    issuer: https://acme.okta.com
    client: { id: 0oa1, secret: OKTA_CLIENT_SECRET }
    tenant: { claim: org, map: { a1: acme } }
    roles:
      - { group: Finance, grant: [accounting] }
      - { claim: department, is: [Yard, Fleet], grant: [driver] }
    stepUp: { amr: [otp] }
signIn: okta
routes:
  - { id: app, path: /**, access: { roles: any } }
`;

const folder = await folderOfFile('portcullis-claims');
const rules = join(folder, 'rules.yaml');
writeFileSync(rules, RULES);

async function ask(claims: unknown, ...more: string[]) {
  const file = join(folder, 'claims.json');
  writeFileSync(file, typeof claims === 'string' ? claims : JSON.stringify(claims));
  return runCli(['explain', '--rules', rules, '--claims', file, ...more]);
}

const ANN = { sub: '00u1', org: 'a1', groups: ['Finance'], department: 'Fleet', amr: ['pwd', 'otp', 'hwk'] };

describe('portcullis explain --claims', () => {
  test('says which tenant and roles the rules give, and by which line', async () => {
    const { exitCode, out } = await ask(ANN);
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^Identity provider okta {2}\[.*:10\]$/),
      '',
      '  user    00u1',
      '  tenant  acme',
      expect.stringMatching(/^ {2}roles {3}accounting: group Finance {2}\[.*:15\]$/),
      expect.stringMatching(/^ {10}driver: department Yard or Fleet {2}\[.*:16\]$/),
      '  proof   mfa, pwd, otp',
    ]);
    expect(JSON.parse((await ask(ANN, '--json')).out)).toMatchObject({ outcome: 'session', tenant: 'acme' });
  });

  test('counts groups of the directory', async () => {
    const { out } = await ask({ sub: '00u1', org: 'a1' }, '--groups', 'Finance,Others');
    expect(out).toContain('accounting: group Finance');
  });

  test.each([
    [{ ...ANN, org: 'a2' }, 'identity_tenant_unmatched'],
    [{ sub: '00u1', org: 'a1', groups: ['finance'] }, 'identity_unmatched'],
    [{ sub: '00u1', org: 'a1', _claim_names: { groups: 'src1' } }, 'groups_withheld'],
    [{ ...ANN, sub: '' }, 'identity_unmatched'],
  ])('%j gives no session: %s', async (claims, reason) => {
    expect(await ask(claims)).toMatchObject({ exitCode: 1, out: expect.stringContaining(`No session: ${reason}: `) });
  });

  test.each<[unknown, string[], string]>([
    ['[]', [], 'not a JSON object'],
    ['{', [], 'not a JSON object'],
    [ANN, ['--provider', 'entra'], 'must be one of okta'],
    [ANN, ['https://app.example.com/'], 'either a request'],
  ])('%j with %j is wrong usage', async (claims, more, problem) => {
    expect(await ask(claims, ...more)).toMatchObject({ exitCode: 2, told: expect.stringContaining(problem) });
  });

  test('without a request and without claims, it says what it needs', async () => {
    expect(await runCli(['explain', '--rules', rules])).toMatchObject({ exitCode: 2 });
  });
});

describe("a tenant's own provider", () => {
  const withTenants = join(folder, 'with-tenants.yaml');
  const document = join(folder, 'identity.json');
  writeFileSync(
    withTenants,
    RULES.replace(
      'signIn: okta',
      'tenantIdentity: { issuers: ["https://*.okta.com"], grant: [driver], keys: TENANT_KEYS }\nsignIn: [okta, tenant]',
    ),
  );

  async function askOf(changes: object, ...more: string[]) {
    const identity = {
      issuer: 'https://globex.okta.com',
      client: { id: 'c1' },
      roles: [{ group: 'Finance', grant: ['driver'] }],
      ...changes,
    };
    writeFileSync(document, JSON.stringify(identity));
    return ask(ANN, '--rules', withTenants, '--identity', document, ...more);
  }

  test('is mapped by its document, within the rules', async () => {
    const { exitCode, out } = await askOf({}, '--tenant', 'globex');
    expect(exitCode).toBe(0);
    expect(out).toContain('user    https://globex.okta.com#00u1');
    expect(out).toContain('tenant  globex');
    expect(out).toContain('driver: group Finance');
  });

  test('is refused as the gateway refuses it', async () => {
    const { exitCode, told } = await askOf({ issuer: 'https://evil.example' }, '--tenant', 'globex');
    expect([exitCode, told]).toEqual([1, expect.stringContaining('"issuer" is none that the rules allow')]);
  });

  test('is of a tenant', async () => {
    expect((await askOf({})).exitCode).toBe(2);
    writeFileSync(document, '{}');
    expect((await ask(ANN, '--identity', document, '--tenant', 'globex')).told).toContain('no "tenantIdentity"');
  });
});
