import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

const CASES = `version: 1
defaults: { host: acme.app.example.com, address: 203.0.113.7 }
sessions:
  owner: { tenant: acme, roles: [owner], amr: [otp] }
cases:
  - { request: GET /assets/a.css, expect: { allow: assets } }
  - { request: GET /invoices/7, as: owner, expect: { allow: invoices, limits: [api] } }
  - { name: strangers, request: GET /invoices/7, expect: { refuse: session_missing, status: 401 } }
`;

let folder: RulesFolder;
let casesFile: string;

beforeEach(() => {
  folder = createRulesFolder();
  casesFile = join(folder.path, 'gateway.test.yaml');
  writeFileSync(casesFile, CASES);
});

afterEach(() => folder.remove());

function spoil(find: string, replacement: string): void {
  expect(CASES).toContain(find);
  writeFileSync(casesFile, CASES.replace(find, replacement));
}

describe('portcullis test', () => {
  it('runs the cases beside the rules, and shows what no case shows', async () => {
    const { exitCode, out, told } = await runCli(['test', '--rules', folder.rulesFile]);
    expect(exitCode).toBe(0);
    expect(told).toBe('');
    expect(out).toContain('gateway.test.yaml: 3 of 3 requests came out as expected.\nCoverage: ');
    expect(out).toMatch(/gateway\.yaml:30 {2}route invoices: refuses who acts in the name of another user/);
    expect(out).not.toContain('route assets');
  });

  it('ends with 1 where a request comes out otherwise, with both lines and a command to go on with', async () => {
    spoil('refuse: session_missing, status: 401', 'allow: invoices');
    const { exitCode, out, told } = await runCli(['test', '--rules', folder.rulesFile]);
    expect(exitCode).toBe(1);
    expect(told).toBe('1 request came out otherwise.');
    expect(out).toMatch(/gateway\.test\.yaml:8 {2}strangers: GET \/invoices\/7 as nobody\n/);
    expect(out).toContain('  expect  expected  allow\n          actual    refuse: session_missing\n');
    expect(out).toMatch(
      / {2}rule: .*gateway\.yaml:26\n {2}more: npx portcullis explain GET https:\/\/acme\.app\.example\.com\/invoices\/7 /,
    );
    expect(out).toContain('gateway.test.yaml: 2 of 3 requests');
  });

  it('ends with 1 below the coverage that is asked for', async () => {
    expect(await runCli(['test', '--rules', folder.rulesFile, '--fail-under', '100'])).toMatchObject({
      exitCode: 1,
      told: 'The coverage is below 100 %.',
    });
    expect(await runCli(['test', '--rules', folder.rulesFile, '--fail-under', '10'])).toMatchObject({ exitCode: 0 });
  });

  it('shows every mistake in the cases', async () => {
    spoil('as: owner', 'as: onwer');
    const { exitCode, out, told } = await runCli(['test', '--rules', folder.rulesFile]);
    expect(exitCode).toBe(1);
    expect(out).toContain('gateway.test.yaml:7:37  There is no session "onwer".');
    expect(told).toBe('1 problem.');
    const json = await runCli(['test', '--rules', folder.rulesFile, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, problems: [{ line: 7, column: 37 }] });
    expect(json.exitCode).toBe(1);
  });

  it('prints JSON when asked', async () => {
    spoil('status: 401', 'status: 403');
    const { exitCode, out } = await runCli(['test', '--rules', folder.rulesFile, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      cases: [
        { title: 'GET /assets/a.css as nobody', ok: true, outcome: 'passed', differences: [] },
        { ok: true, route: { id: 'invoices' } },
        { ok: false, reason: 'session_missing', differences: [{ what: 'status', expected: '403', actual: '401' }] },
      ],
      coverage: { percent: expect.any(Number), missing: expect.arrayContaining([]) },
    });
  });

  it('writes JUnit XML', async () => {
    const junit = join(folder.path, 'reports/out.xml');
    await runCli(['test', '--rules', folder.rulesFile, '--junit', junit, '--fail-under', '100']);
    expect(readFileSync(junit, 'utf8')).toContain('tests="3" failures="0"');
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="coverage" tests="1" failures="1">');
  });

  it('takes several files, and counts their coverage together', async () => {
    const more = join(folder.path, 'more.test.yaml');
    writeFileSync(more, CASES.replaceAll('owner', 'admin'));
    const { out } = await runCli(['test', casesFile, more, '--rules', folder.rulesFile]);
    expect(out).not.toContain('lets owner in');
    expect(out).not.toContain('lets admin in');
  });

  it('ends with 1 where there are no cases', async () => {
    const { exitCode, out } = await runCli(['test', join(folder.path, 'none.yaml'), '--rules', folder.rulesFile]);
    expect(exitCode).toBe(1);
    expect(out).toContain('there is no such file');
  });

  it.each([['101'], ['-1'], ['all'], ['']])('ends with 2 on --fail-under %j', async (percent) => {
    expect(await runCli(['test', '--rules', folder.rulesFile, `--fail-under=${percent}`])).toMatchObject({
      exitCode: 2,
    });
  });

  it('holds for the shipped rules with full coverage', async () => {
    expect(await runCli(['test', '--fail-under', '100'])).toMatchObject({ exitCode: 0 });
  });
});
