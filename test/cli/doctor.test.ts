import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BASE_RULES } from '../rules/compiler/base-rules.ts';
import { CARELESS, type Careless, startCarelessOrigin } from '../support/careless-origin.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

const key = { kty: 'oct', kid: 'k1', k: randomBytes(32).toString('base64url') };
const ENV = { ORIGIN_APP_KEYS: JSON.stringify({ keys: [key] }), ROLE_COOKIE_KEYS: JSON.stringify({ keys: [key] }) };
const TRUST = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', key, tenant: 'acme' } as const;

let folder: RulesFolder;
let lines: string[];

beforeAll(() => {
  folder = createRulesFolder();
});

afterAll(() => folder.remove());

beforeEach(() => {
  lines = [];
});

async function doctor(url: string, more: readonly string[] = [], env: Record<string, string> = ENV) {
  const args = ['doctor', '--origin', url, '--rules', folder.rulesFile, '--path', '/loads?page=2', ...more];
  const result = await runCli(args, env);
  lines = result.out.split('\n');
  for (const text of [result.out, result.told]) expect(text).not.toContain(key.k);
  return result;
}

const holes = () => lines.flatMap((line) => /^hole {2}([a-z_]+):/.exec(line)?.[1] ?? []);

async function withOrigin<T>(careless: readonly Careless[], work: (url: string) => Promise<T>): Promise<T> {
  const origin = await startCarelessOrigin({ ...TRUST, careless });
  try {
    return await work(origin.url);
  } finally {
    await origin.close();
  }
}

const ACME = ['--tenant', 'acme'];

describe('portcullis doctor', () => {
  it('is all clear where the origin leaves nothing out', async () => {
    const all = [...ACME, '--other-tenant', 'globex', '--single-use'];
    const { exitCode, out } = await withOrigin([], (url) => doctor(url, all));
    expect(out).toMatch(/All clear: 61 wrong contexts refused\.$/);
    expect([exitCode, holes()]).toEqual([0, []]);
  });

  it.each(CARELESS)('names exactly the hole %s', async (careless) => {
    const all = [...ACME, '--other-tenant', 'globex', '--single-use'];
    const { exitCode, out } = await withOrigin([careless], (url) => doctor(url, all));
    expect([exitCode, holes()]).toEqual([1, [careless]]);
    expect(out).toMatch(/\n {2}why: .+\n {2}fix: .+\n/);
    expect(out).toMatch(/\n1 hole\. \d+ of 61 wrong contexts refused\.$/);
  });

  it('says that a used context is let in again, which is a hole only where that was asked', async () => {
    const quiet = await withOrigin(['replay'], (url) => doctor(url, ACME));
    expect(quiet.exitCode).toBe(0);
    expect(quiet.out).toContain('no replay store');
    const careful = await withOrigin([], (url) => doctor(url, ACME));
    expect(careful.out).not.toContain('no replay store');
  });

  it('prints the whole report as JSON', async () => {
    const { exitCode, out } = await withOrigin(['expiry'], (url) => doctor(url, [...ACME, '--json']));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ...{ issuer: 'acme-edge', audience: 'app', allClear: false, gateway: null },
      holes: [{ check: 'expiry', letIn: [{ name: 'expired', verdict: 'let_in', answer: { status: 200 } }] }],
    });
  });

  it('proves nothing with keys that the app does not have', async () => {
    const other = JSON.stringify({ keys: [{ ...key, k: randomBytes(32).toString('base64url') }] });
    const { exitCode, out } = await withOrigin([], (url) => doctor(url, ACME, { ORIGIN_APP_KEYS: other }));
    expect(exitCode).toBe(1);
    expect(out).toContain('unproven  A good context was refused as well (401)');
  });

  it('tries what needs no key without one', async () => {
    const good = await withOrigin([], (url) => doctor(url, ['--without-keys'], {}));
    expect(good.exitCode).toBe(0);
    expect(good.out).toMatch(/No hole in \d+ wrong contexts that need no key\.$/);
    const bad = await withOrigin(['algorithm', 'key_id'], (url) => doctor(url, ['--without-keys', ...ACME], {}));
    expect([bad.exitCode, holes()]).toEqual([1, ['algorithm']]);
  });

  it('says so where nothing is verified at all', async () => {
    const open = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    const { exitCode, out } = await doctor(`http://127.0.0.1:${(open.address() as AddressInfo).port}`);
    open.close();
    expect([exitCode, holes()]).toEqual([1, ['presence']]);
    expect(out).toContain('Nothing is verified here.');
  });

  it('says so where the origin is down', async () => {
    const { exitCode, out } = await doctor('http://127.0.0.1:1');
    expect(exitCode).toBe(1);
    expect(out).toContain('nothing listens there');
  });

  it('speaks for a proxy in between that changes the request', async () => {
    const report = await withOrigin(['host'], (url) => doctor(url, [...ACME, '--proxy-replaces-host', '--json']));
    expect(JSON.parse(report.out)).toMatchObject({ allClear: true, holes: [] });
    const stripped = await withOrigin(['path'], (url) => doctor(url, [...ACME, '--proxy-strips', '/app', '--json']));
    expect(JSON.parse(stripped.out)).toMatchObject({ good: 'let_in', holes: [{ check: 'path' }] });
  });
});

describe('wrong usage of portcullis doctor ends with 2 and says what to do', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['--origin', ['--origin', 'http://app.example.com/x'], /--origin must be a URL without a path/],
    ['--path', ['--path', 'loads'], /--path must begin with "\/"/],
    ['--method', ['--method', 'get'], /--method/],
    ['--origin-id', ['--origin-id', 'ap'], /Did you mean "app"\?/],
    ['--role', ['--role', 'ownr'], /Did you mean "owner"\?/],
    ['--tenant', ['--tenant', 'ACME'], /--tenant must be/],
    ['--anonymous', ['--anonymous', '--role', 'owner'], /--anonymous has no roles/],
    ['--keys-env', ['--keys-env', 'NO_SUCH_KEYS'], /NO_SUCH_KEYS is missing/],
    ['--proxy-strips', ['--proxy-strips', 'app'], /proxy\.stripsPrefix/],
    ['--gateway', ['--gateway', 'http://app.example.com'], /--gateway must be https/],
  ])('%s', async (_option, more, message) => {
    const { exitCode, told, out } = await doctor('http://127.0.0.1:1', more);
    expect([exitCode, out]).toEqual([2, '']);
    expect(told).toMatch(message);
  });

  it('keys that are none, without quoting them', async () => {
    const { exitCode, told } = await doctor('http://127.0.0.1:1', [], { ORIGIN_APP_KEYS: '{"keys":[{"k":"sesame"}]}' });
    expect(exitCode).toBe(2);
    expect(told).toContain('"keys" option');
    expect(told).not.toContain('sesame');
  });

  it('several origins and none named', async () => {
    const origin =
      '  billing: { url: "https://billing-origin.example.com", keys: ORIGIN_BILLING_KEYS, context: HS256 }\n';
    const several = createRulesFolder(
      BASE_RULES.replace(/^origins:\n/m, `origins:\n${origin}`)
        .replace(/(id: assets|id: sign-in),/g, '$1, origin: app,')
        .replace('- id: invoices\n', '- id: invoices\n    origin: app\n'),
    );
    const { exitCode, told } = await runCli(
      ['doctor', '--origin', 'http://127.0.0.1:1', '--rules', several.rulesFile],
      ENV,
    );
    several.remove();
    expect([exitCode, told]).toEqual([2, expect.stringContaining('--origin-id')]);
  });
});
