import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '../../cli/run-cli.ts';
import { admin } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { folderOfFile, gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';

/** The commands against a gateway that runs, as an operator uses them. */

const origin = await originOfFile();
const RULES = testRules({
  origins: { app: origin.url },
  routes: ['id: mine, path: /mine, access: { roles: any }, revocation: strict'],
});
const gateway = await gatewayOfFile({ rules: RULES });
const folder = await folderOfFile('portcullis-operations');
const rulesFile = join(folder, 'gateway.yaml');
await writeFile(rulesFile, RULES.replaceAll('PORT', String(gateway.port)));

beforeEach(async () => {
  await portcullis('tenant', 'clear', 'acme', '--yes');
});

function portcullis(...args: string[]): Promise<CliResult> {
  const env = { ADMIN_KEYS: gateway.settings['ADMIN_KEYS'] ?? '', PORTCULLIS_GATEWAY: gateway.url };
  return runCli([...args, '--rules', rulesFile], env);
}

async function statusOf(cookie: string): Promise<number> {
  return (await send(gateway, '/mine', { headers: { cookie } })).status;
}

describe('portcullis revoke', () => {
  test('ends what it says, and nothing else', async () => {
    const [gone, other, elsewhere] = await Promise.all([
      gateway.mint.cookie({ sub: 'gone', iat: Math.floor(Date.now() / 1000) - 5 }),
      gateway.mint.cookie({ sub: 'other' }),
      gateway.mint.cookie({ sub: 'gone', tid: 'globex' }),
    ]);
    expect(await statusOf(gone)).toBe(200);
    const args = ['--tenant', 'acme', '--user', 'gone', '--reason', 'left the company', '--subject', 'ann'];
    expect(await portcullis('revoke', ...args)).toMatchObject({
      exitCode: 0,
      told: '',
      out: expect.stringMatching(/^Ended: every session of user "gone" of tenant acme issued until 2\S+Z\.$/),
    });
    expect(await Promise.all([gone, other, elsewhere].map(statusOf))).toEqual([401, 200, 200]);

    const { out } = await portcullis('revoke', 'list', '--tenant', 'acme');
    expect(out).toMatch(/ {2}acme, user gone {2}left the company {2}operator:ann$/m);
    expect(JSON.parse((await portcullis('revoke', 'list', '--tenant', 'globex', '--json')).out)).toEqual({
      revocations: [],
    });
  });

  test('says why the gateway did not do it', async () => {
    const strange = JSON.stringify({ keys: [{ kty: 'oct', kid: 'x', k: randomBytes(32).toString('base64url') }] });
    const args = ['revoke', '--everyone', '--reason', 'x', '--yes', '--rules', rulesFile, '--gateway', gateway.url];
    const refused = await runCli(args, { ADMIN_KEYS: strange });
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.told).toContain('refused it (401). It does not take the token.');
    const requestId = /Request ([0-9a-f-]{36})\.$/.exec(refused.told)?.[1] ?? null;
    expect(await gateway.eventOf(requestId)).toMatchObject({ reason: 'admin_token_invalid', detail: 'unknown key' });
  });
});

describe('portcullis tenant', () => {
  test('suspends, and lets in again', async () => {
    const cookie = await gateway.mint.cookie({ iat: Math.floor(Date.now() / 1000) });
    expect(await portcullis('tenant', 'set', 'acme', '--suspend', '--yes')).toMatchObject({ exitCode: 0, told: '' });
    expect(await statusOf(cookie)).toBe(403);
    expect((await portcullis('tenant', 'list')).out).toMatch(/^acme {4}yes /m);
    await portcullis('tenant', 'set', 'acme', '--unsuspend', '--yes');
    expect(await statusOf(cookie)).toBe(200);
    await portcullis('tenant', 'clear', 'acme', '--yes');
    expect((await portcullis('tenant', 'list')).told).toBe('No tenant has its own policy.');
  });

  test('keeps what is not named, across several calls', async () => {
    await portcullis('tenant', 'set', 'acme', '--require-mfa', '--not-before', '2024-12-01T08:00Z', '--yes');
    await portcullis('tenant', 'set', 'acme', '--addresses', '127.0.0.0/8', '--yes');
    const { out } = await portcullis('tenant', 'show', 'acme', '--json');
    expect(JSON.parse(out)).toEqual({
      tenant: 'acme',
      suspended: false,
      addresses: ['127.0.0.0/8'],
      requireMfa: true,
      forbidActAs: false,
      notBefore: '2024-12-01T08:00:00.000Z',
    });
  });

  test('"now" is a time that the gateway takes', async () => {
    const old = await gateway.mint.cookie({ iat: Math.floor(Date.now() / 1000) - 5 });
    expect((await portcullis('tenant', 'set', 'acme', '--not-before', 'now', '--yes')).exitCode).toBe(0);
    expect(await statusOf(old)).toBe(401);
  });

  test('does not lock out the one who sets it, unless forced', async () => {
    const args = ['tenant', 'set', 'acme', '--addresses', '203.0.113.0/24', '--yes'];
    const refused = await portcullis(...args);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.told).toContain('does not hold the address that you call from (127.0.0.1)');
    expect(refused.told).toContain('repeat the command with --force');
    expect((await portcullis(...args, '--force')).exitCode).toBe(0);
    expect((await portcullis('tenant', 'show', 'acme')).out).toContain('203.0.113.0/24');
  });
});

describe('portcullis state', () => {
  test('brings back what was lost, and twice changes nothing', async () => {
    await portcullis('tenant', 'set', 'acme', '--require-mfa', '--yes');
    await portcullis('revoke', '--tenant', 'acme', '--session', "s:1 '*'", '--reason', 'stolen');
    const { exitCode, out, told } = await portcullis('state', 'export');
    expect([exitCode, told]).toEqual([0, expect.stringMatching(/^\d+ entries of http:/)]);
    const file = join(folder, 'state.ndjson');
    await writeFile(file, `${out}\n`);

    const fresh = await startTestGateway({ rules: RULES });
    try {
      const env = { ADMIN_KEYS: fresh.settings['ADMIN_KEYS'] ?? '', PORTCULLIS_GATEWAY: fresh.url };
      const inFresh = (...args: string[]) => runCli([...args, '--rules', rulesFile], env);
      for (let times = 0; times < 2; times += 1)
        expect(await inFresh('state', 'import', file, '--yes')).toMatchObject({ exitCode: 0, told: '' });
      const entries = (text: string) => text.split('\n').slice(1);
      expect(entries((await inFresh('state', 'export')).out)).toEqual(entries(out));
      expect((await inFresh('tenant', 'show', 'acme')).out).toContain('requireMfa   yes');
      const cookie = await fresh.mint.cookie({ sid: "s:1 '*'" });
      expect((await send(fresh, '/mine', { headers: { cookie } })).status).toBe(401);
    } finally {
      await fresh.stop();
    }
  });

  test('tells where a backup was tampered with', async () => {
    const header = { kind: 'portcullis-state', version: 1, gateway: 'test-edge' };
    const policy = { kind: 'policy', tenant: 'acme', suspend: true };
    const file = join(folder, 'bad.ndjson');
    await writeFile(file, [header, policy, { kind: 'end', entries: 1 }].map((line) => JSON.stringify(line)).join('\n'));
    const { exitCode, told } = await portcullis('state', 'import', file, '--yes');
    expect(exitCode).toBe(1);
    expect(told).toContain('"entries"[0] is not a tenant policy: There are members besides');
    expect(told).toContain('lines 2 to 2 of');
  });
});

test('calls leave who made them in the audit events', async () => {
  await portcullis('tenant', 'show', 'acme', '--subject', 'kim');
  expect(gateway.events.some(({ notes }) => JSON.stringify(notes) === '["admin:tenant-policy:operator:kim"]')).toBe(
    true,
  );
  const reply = await admin(gateway, 'GET', 'state');
  expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual([
    'admin:state:operator:test',
  ]);
});
