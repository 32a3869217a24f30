import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCanonicalCompactJws } from '@portcullis/origin/context';
import { jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

const SECRET = randomBytes(32);
const RING = JSON.stringify({ keys: [{ kty: 'oct', alg: 'HS256', kid: 'first', k: SECRET.toString('base64url') }] });
const ENV = { ROLE_COOKIE_KEYS: RING, ADMIN_KEYS: RING };

let folder: RulesFolder;

beforeEach(() => {
  folder = createRulesFolder();
});

afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

function role(...more: readonly string[]): string[] {
  return [
    'mint',
    'role',
    '--rules',
    folder.rulesFile,
    '--tenant',
    'acme',
    '--user',
    'u-1',
    '--roles',
    'owner,driver',
    ...more,
  ];
}

function admin(...more: readonly string[]): string[] {
  return ['mint', 'admin', '--rules', folder.rulesFile, ...more];
}

describe('portcullis mint role', () => {
  it('prints a role cookie for the gateway of the rules', async () => {
    const { exitCode, out } = await runCli(role('--amr', 'pwd,otp', '--lifetime', '5m'), ENV);
    expect(exitCode).toBe(0);
    expect(isCanonicalCompactJws(out)).toBe(true);
    const { payload, protectedHeader } = await jwtVerify(out, SECRET, {
      issuer: 'acme-edge',
      typ: 'role+jwt',
      algorithms: ['HS256'],
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'role+jwt', kid: 'first' });
    const { iat = 0, exp = 0 } = payload;
    expect(payload).toMatchObject({
      sub: 'u-1',
      tid: 'acme',
      roles: ['owner', 'driver'],
      amr: ['pwd', 'otp'],
      auth_time: iat,
      sid: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(exp - iat).toBe(300);
    expect(payload).not.toHaveProperty('act');
  });

  it('lasts as long as the rules allow where no lifetime is given, and says who acts', async () => {
    const { out } = await runCli(role('--act-as', 'support-7', '--reason', 'ticket 12'), ENV);
    const { payload } = await jwtVerify(out, SECRET);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
    expect(payload['act']).toEqual({ sub: 'support-7', reason: 'ticket 12' });
  });

  it.each([
    [['--roles', 'amdin'], 'Did you mean "admin"?'],
    [['--lifetime', '1h'], 'longer than the 900 seconds'],
    [['--lifetime', '1 hour'], 'Write 1h.'],
    [['--tenant', 'Acme'], '--tenant must be'],
    [['--user', ''], '--user must not be empty'],
    [['--roles', 'owner,,driver'], 'one comma between'],
    [['--act-as', 'x'], 'belong together'],
    [['--reason', 'x'], 'belong together'],
  ])('refuses %j', async (more, message) => {
    expect(await runCli(role(...more), ENV)).toMatchObject({
      exitCode: 2,
      out: '',
      told: expect.stringContaining(message),
    });
  });

  it('ends with 1 where the rules have a problem', async () => {
    writeFileSync(folder.rulesFile, 'version: 1\n');
    expect(await runCli(role(), ENV)).toMatchObject({
      exitCode: 1,
      out: '',
      told: expect.stringContaining('has no "gateway"'),
    });
  });
});

describe('portcullis mint admin', () => {
  it('prints a token for the gateway of the rules, for five minutes', async () => {
    const { out } = await runCli(admin('--scope', 'revoke,tenant-policy', '--tenant', 'acme', '--subject', 'kim'), ENV);
    const { payload } = await jwtVerify(out, SECRET, {
      issuer: 'operator',
      audience: 'acme-edge',
      typ: 'admin+jwt',
      algorithms: ['HS256'],
    });
    expect(payload).toMatchObject({
      sub: 'kim',
      scope: 'revoke tenant-policy',
      tid: 'acme',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it.each(['state', 'metrics', 'reports'])('may be for what no origin may: %s', async (scope) => {
    const { out } = await runCli(admin('--scope', scope), ENV);
    expect((await jwtVerify(out, SECRET)).payload['scope']).toBe(scope);
  });

  it('concerns every tenant where none is given', async () => {
    const { out } = await runCli(admin('--scope', 'revoke'), ENV);
    expect((await jwtVerify(out, SECRET)).payload).not.toHaveProperty('tid');
  });

  it.each([
    [['--scope', 'revok'], 'Did you mean "revoke"?'],
    [['--scope', 'revoke', '--tenant', '../x'], '--tenant must be'],
    [['--scope', 'revoke', '--subject', ''], '--subject must not be empty'],
    [[], "required option '--scope"],
  ])('refuses %j', async (more, message) => {
    expect(await runCli(admin(...more), ENV)).toMatchObject({
      exitCode: 2,
      out: '',
      told: expect.stringContaining(message),
    });
  });
});

describe('the signing key', () => {
  it.each([`ADMIN_KEYS=${RING}`, `ADMIN_KEYS='${RING}'`, `# mine\r\nOTHER=1\r\n ADMIN_KEYS = ${RING}\r\n`])(
    'is read from .dev.vars: %#',
    async (text) => {
      writeFileSync(join(folder.path, '.dev.vars'), text);
      vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
      const { out, told } = await runCli(admin('--scope', 'revoke'));
      expect(told).toBe('');
      expect((await jwtVerify(out, SECRET)).payload.sub).toBe('operator');
    },
  );

  it('is asked for where there is none', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
    expect(await runCli(admin('--scope', 'revoke'))).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('ADMIN_KEYS is missing'),
    });
  });

  it.each([
    'secret-text',
    '{"keys":[]}',
    'null',
    '[]',
    JSON.stringify({ keys: [{ kty: 'oct', kid: 'a', k: Buffer.alloc(31, 1).toString('base64url') }] }),
    JSON.stringify({ keys: [{ kty: 'oct', k: SECRET.toString('base64url') }] }),
    JSON.stringify({ keys: [{ kty: 'OKP', kid: 'a', k: SECRET.toString('base64url') }] }),
  ])('is refused without being shown: %j', async (ring) => {
    const { exitCode, out, told } = await runCli(admin('--scope', 'revoke'), { ADMIN_KEYS: ring });
    expect([exitCode, out]).toEqual([2, '']);
    expect(told).toContain('Make one with "portcullis keys".');
    expect(told).not.toContain('secret-text');
    expect(told).not.toContain(SECRET.toString('base64url'));
  });
});
