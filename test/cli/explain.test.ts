import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE_RULES } from '../rules/compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

let folder: RulesFolder;

beforeEach(() => {
  folder = createRulesFolder();
});

afterEach(() => folder.remove());

const INVOICE = 'https://acme.app.example.com/invoices/7';
const TIME = ['--time', '2026-12-01T10:00Z'];
const OFFICE = ['--address', '203.0.113.7'];

function explain(...args: readonly string[]): Promise<CliResult> {
  return runCli(['explain', ...args, '--rules', folder.rulesFile, ...TIME]);
}

describe('portcullis explain', () => {
  it('ends with 0 on a request that passes, and shows what the origin receives', async () => {
    const { exitCode, out, told } = await explain('POST', INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE);
    expect(exitCode).toBe(0);
    expect(told).toBe('');
    expect(out).toContain(`POST ${INVOICE}\nfrom 203.0.113.7, Tuesday 2026-12-01T10:00Z\n`);
    expect(out).toMatch(/\n {2}route {6}passed .*\n/);
    expect(out).toContain('\nPasses.\n  origin   app: POST https://app-origin.example.com/invoices/7\n');
    expect(out).toMatch(/ {2}limit {4}api: 600 per 1m for tenant acme, user user-1/);
  });

  it('knows a session that counts at one host only, on the routes of the host', async () => {
    const session = ['--role', 'owner', '--amr', 'otp', '--session-host'];
    const host = '{tenant}.app.example.com';
    const every = await explain('POST', INVOICE, ...session, host, ...OFFICE);
    const other = await explain('POST', INVOICE, ...session, 'app.example.com', ...OFFICE);
    expect([every.exitCode, other.exitCode]).toEqual([1, 1]);
    expect(every.out).toMatch(
      /session_invalid: .*of routes for this host alone.*\n +would pass with a session of every/,
    );
    expect(other.out).toMatch(/session_invalid: .*of another host.*\n +would pass with a session of this host/);
    const unknown = await explain('POST', INVOICE, ...session, 'app.example.org', ...OFFICE);
    expect([unknown.exitCode, unknown.told]).toEqual([2, expect.stringContaining('Did you mean "app.example.com"?')]);
    folder.remove();
    const named = BASE_RULES.replace('- id: invoices\n', `- id: invoices\n    host: "${host}"\n`);
    const development = `{ "{tenant}.localhost:8787": "${host}", "localhost:8787": app.example.com }`;
    folder = createRulesFolder(named.replace('hosts: ["localhost:8787"]', `hosts: ${development}`));
    expect((await explain('POST', INVOICE, ...session, host, ...OFFICE)).exitCode).toBe(0);
  });

  it('ends with 1 on one that is refused, and shows each rule with its line and what would pass', async () => {
    const { exitCode, out } = await explain(INVOICE, '--role', 'driver', '--tenant', 'acme');
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /refused {7}address_not_listed: .* {2}\[.*gateway\.yaml:29\]\n +would pass from an address on office\n/,
    );
    expect(out).toMatch(
      /would refuse {2}role_missing: .*\[.*gateway\.yaml:27\]\n +would pass with a session that has the role owner or admin\n/,
    );
    expect(out).toMatch(
      /\n {2}forward {4}not reached\n\nRefused: address_not_listed .*\n {2}answer {3}403 forbidden\n/,
    );
  });

  it('takes the form of the test file: method and URL in one word', async () => {
    const one = await explain(`POST ${INVOICE}`, '--role', 'owner', '--amr', 'otp', ...OFFICE);
    expect(one).toEqual(await explain('POST', INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE));
    expect(one.exitCode).toBe(0);
  });

  it.each(['get', 'Get', 'pOST'])('takes %s for what it is, and no other method', async (method) => {
    const { exitCode, out } = await explain(method, INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('Refused: method_not_allowed')]);
    expect(out).toContain(`"${method}" is not ${method.toUpperCase()}`);
  });

  it('judges repeated headers by their joined value, as the gateway does', async () => {
    const own = ['--header', 'Origin: https://acme.app.example.com'];
    const post = ['POST', INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE];
    expect((await explain(...post, ...own)).exitCode).toBe(0);
    expect((await explain(...post, ...own, ...own)).out).toContain('Refused: cross_site');
    expect((await explain(...post, '--header', 'Origin:')).exitCode).toBe(0);
  });

  it('counts headers, and says how many there may be', async () => {
    const headers = Array.from({ length: 101 }, (_, index) => ['--header', `X-${index}: v`]).flat();
    const { exitCode, out } = await explain(INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE, ...headers);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/\n +refused {7}headers_too_large: .*\n +would pass with at most 100 headers\n/);
  });

  it('refuses everyone at a host that the rules do not name', async () => {
    const { exitCode, out } = await explain('https://elsewhere.example/x', '--role', 'owner', '--session-age', '2h');
    expect([exitCode, out]).toEqual([1, expect.stringContaining('Refused: unknown_host')]);
  });

  it('knows that health answers at any host', async () => {
    const { exitCode, out } = await explain('http://10.1.2.3:8787/.portcullis/health');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('Passes. The gateway answers itself.')]);
  });

  it('says the same each time where the time is given', async () => {
    const ask = (): Promise<CliResult> => explain(INVOICE, '--role', 'owner', ...OFFICE);
    expect(await ask()).toEqual(await ask());
  });

  it('takes the tenant of the host where none is named', async () => {
    const { out } = await explain(INVOICE, '--role', 'owner', '--amr', 'otp', ...OFFICE, '--json');
    expect(JSON.parse(out)).toMatchObject({ outcome: 'passed', tenant: 'acme', origin: { claims: { tid: 'acme' } } });
  });

  it.each([
    [['--auth-age', '20m', '--session-age', '1m'], 'authentication_too_old'],
    [['--amr', 'pwd'], 'authentication_too_weak'],
    [['--session-age', '15m'], 'session_invalid'],
    [['--act-as', 'support:ticket 7'], 'act_as_never'],
    [['--tenant', 'globex'], 'tenant_mismatch'],
    [['--exceeded', 'api'], 'limit_exceeded'],
    [['--revoked', 'tenant'], 'session_revoked'],
    [['--state', 'unavailable'], 'state_unavailable'],
    [['--tenant-policy', '{"suspended":true}'], 'tenant_suspended'],
    [['--address', '192.0.2.9'], 'address_not_listed'],
    [['--address', 'unknown'], 'address_unknown'],
    [['--header', 'Origin: https://elsewhere.example'], 'cross_site'],
    [['--body', '2MiB'], 'body_too_large'],
  ])('%j is refused: %s', async (args, reason) => {
    const { exitCode, out } = await explain(
      'POST',
      INVOICE,
      '--role',
      'owner',
      '--amr',
      'otp',
      ...OFFICE,
      ...args,
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ outcome: 'refused', refusal: { reason } });
    expect(exitCode).toBe(1);
  });

  it('explains an anonymous client, and a cookie that does not hold', async () => {
    expect(JSON.parse((await explain(INVOICE, ...OFFICE, '--json')).out)).toMatchObject({
      refusal: { reason: 'session_missing' },
    });
    expect(JSON.parse((await explain(INVOICE, ...OFFICE, '--bad-cookie', '--json')).out)).toMatchObject({
      refusal: { reason: 'session_invalid' },
    });
  });

  it('knows the hosts of development where asked', async () => {
    const url = 'http://localhost:8787/assets/a.css';
    expect((await explain(url)).exitCode).toBe(1);
    expect((await explain(url, '--development')).exitCode).toBe(0);
  });

  it('reads a URL without a path as clients do', async () => {
    expect(JSON.parse((await explain('https://acme.app.example.com?a=b', '--json')).out)).toMatchObject({
      url: 'https://acme.app.example.com/?a=b',
    });
  });

  it.each([
    [['/invoices'], 'is not a URL'],
    [['GET', INVOICE, 'more'], 'one method and one URL'],
    [[INVOICE, '--address', '1.2.3'], 'IPv4 or IPv6'],
    [[INVOICE, '--header', 'Origin'], 'a name, a colon and a value'],
    [[INVOICE, '--time', 'now'], 'is not a moment'],
    [[INVOICE, '--tls', '2'], '1.2, 1.3 or unknown'],
    [[INVOICE, '--body', '7'], 'is not a size'],
    [[INVOICE, '--country', 'de'], 'two capital letters'],
    [[INVOICE, '--asn', 'AS7'], 'the number alone'],
    [[INVOICE, '--act-as', 'support'], 'separated by a colon'],
    [[INVOICE, '--state', 'down'], '--state has the unknown word "down"'],
    [[INVOICE, '--exceeded', 'apy'], 'Did you mean "api"?'],
    [[INVOICE, '--revoked', 'users'], 'Did you mean "user"?'],
    [[INVOICE, '--tenant', 'ACME'], 'lower-case letters'],
    [[INVOICE, '--bad-cookie', '--role', 'owner'], 'an invalid cookie'],
    [[INVOICE, '--state', 'unavailable', '--exceeded', 'api'], 'Remove the options for its answers'],
    [[INVOICE, '--tenant-policy', '{"suspend":true}'], 'Did you mean "suspended"?'],
    [[INVOICE, '--tenant-policy', '{"suspended":"yes"}'], 'right type'],
    [[INVOICE, '--tenant-policy', '{"addresses":["10.0.0.1/8"]}'], 'not a prefix'],
    [[INVOICE, '--tenant-policy', '[]'], 'not a JSON object'],
    [[INVOICE, '--tenant-policy', '{'], 'not JSON'],
    [['https://app.example.com/invoices/7', '--role', 'owner'], 'with --tenant'],
  ])('ends with 2 on wrong usage: %j', async (args, message) => {
    const { exitCode, told } = await explain(...args);
    expect(exitCode).toBe(2);
    expect(told).toContain(message);
  });
});
