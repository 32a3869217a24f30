import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE_RULES } from '../rules/compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

async function newKey(...args: readonly string[]): Promise<Record<string, string>> {
  const { exitCode, out } = await runCli(['keys', ...args]);
  expect(exitCode).toBe(0);
  expect(out).not.toContain('\n');
  const { keys } = JSON.parse(out) as { keys: Record<string, string>[] };
  expect(keys).toHaveLength(1);
  return keys[0] ?? {};
}

describe('portcullis keys', () => {
  it('prints one new key of 32 bytes', async () => {
    const key = await newKey();
    expect(key).toMatchObject({ kty: 'oct', alg: 'HS256' });
    expect(Buffer.from(key['k'] ?? '', 'base64url')).toHaveLength(32);
  });

  it('never prints the same key or key id twice', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => newKey()));
    expect(new Set(keys.map((key) => key['k'])).size).toBe(20);
    expect(new Set(keys.map((key) => key['kid'])).size).toBe(20);
  });

  it('prints an Ed25519 key that signs', async () => {
    const key = await newKey('--ed25519');
    const { d: _, ...publicKey } = key;
    const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'EdDSA' }).sign(await importJWK(key, 'EdDSA'));
    expect((await jwtVerify(token, await importJWK(publicKey, 'EdDSA'))).payload).toEqual({ a: 1 });
    expect(key['kid']).toMatch(/^.{12,}$/);
  });
});

describe('portcullis keys --dev-vars', () => {
  const { cwd } = process;
  let folder: RulesFolder;
  beforeEach(() => {
    folder = createRulesFolder(BASE_RULES.replace('context: HS256', 'context: EdDSA'));
    process.cwd = () => folder.path;
  });
  afterEach(() => {
    process.cwd = cwd;
    folder.remove();
  });
  const file = (): string => readFileSync(join(folder.path, '.dev.vars'), 'utf8');
  const write = () => runCli(['keys', '--dev-vars', '--rules', folder.rulesFile]);

  it('writes every key that the rules need, for the owner of the file alone', async () => {
    const { exitCode, out } = await write();
    expect(exitCode).toBe(0);
    const names = [...file().matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['PORTCULLIS_ENV', 'ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'CONTEXT_KEYS']));
    for (const name of names) expect(out).toContain(name);
    expect(out).not.toContain('"k"');
    expect(file().match(/"kid":"dev-/g)).toHaveLength(names.length - 2);
    expect(statSync(join(folder.path, '.dev.vars')).mode & 0o777).toBe(0o600);
  });

  it('has the tokens of SCIM clients, and the keys that login services share', async () => {
    folder.remove();
    folder = createRulesFolder(`${BASE_RULES}
identity:
  okta:
    issuer: https://acme.okta.com
    client: { id: c1, secret: OKTA_SECRET }
    tenant: acme
    roles: [{ group: Owners, grant: [owner] }]
    signals: { scim: OKTA_SCIM }
issuers:
  login: { issuer: https://login.example.com, keys: LOGIN_KEYS, roles: [owner], tenants: [acme] }
`);
    const { exitCode, out } = await write();
    expect([exitCode, out]).toEqual([0, expect.stringContaining('OKTA_SCIM')]);
    // Long enough for the gateway to take it, and in no need of quotes.
    expect(file()).toMatch(/^OKTA_SCIM='[A-Za-z0-9_-]{43}'$/m);
    expect(file()).toMatch(/^LOGIN_KEYS='\{"keys":\[.*"kid":"dev-/m);
    // The provider has given this one, and no other will do.
    expect(file()).not.toContain('OKTA_SECRET');
  });

  it('adds what is missing, and leaves the rest of the file as it is', async () => {
    const mine = '# mine\nADMIN_KEYS=\'{"keys":[]}\'\nOTHER=1 # kept';
    writeFileSync(join(folder.path, '.dev.vars'), mine);
    await write();
    const once = file();
    expect(once.startsWith(`${mine}\n`)).toBe(true);
    expect(once.match(/^ADMIN_KEYS=/gm)).toHaveLength(1);
    await write();
    expect(file()).toBe(once);
  });

  it('refuses a kind of key beside it', async () => {
    expect(await runCli(['keys', '--dev-vars', '--ed25519'])).toMatchObject({ exitCode: 2, out: '' });
  });
});
