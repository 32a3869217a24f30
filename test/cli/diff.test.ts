import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOTHING } from '../rules/analysis/diff/nothing.ts';
import { BASE_RULES, edited } from '../rules/compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

let old: RulesFolder;
let next: RulesFolder;

beforeEach(() => {
  old = createRulesFolder();
  next = createRulesFolder();
});

afterEach(() => {
  old.remove();
  next.remove();
});

async function diffAfter(find: string, replacement: string, ...options: string[]): Promise<CliResult> {
  writeFileSync(next.rulesFile, edited(find, replacement));
  return runCli(['diff', old.path, next.rulesFile, ...options]);
}

describe('portcullis diff', () => {
  it('tells of a removed role as one closing, with a request to try', async () => {
    const { exitCode, out } = await diffAfter('roles: [owner, admin]\n', 'roles: [owner]\n', '--no-opening');
    expect(exitCode).toBe(0);
    const [sum, entry, ...more] = out.split('\n\n');
    expect(sum).toBe('0 openings, 0 loosenings, 1 closing, 0 tightenings, 0 neutral changes.');
    expect(more).toEqual([]);
    expect(entry).toMatch(/^CLOSED {2}who admin\n {2}route +invoices\n {2}path +GET, HEAD, POST \/invoices\/\{id\}\n/);
    expect(entry).toMatch(/line +\S+gateway\.yaml:(\d+) → \S+gateway\.yaml:\1\n/);
    const command = /e\.g\. +portcullis (.*)$/.exec(entry ?? '')?.[1]?.split(' ') ?? [];
    expect(await runCli([...command, '--rules', old.rulesFile])).toMatchObject({ exitCode: 0 });
    expect(await runCli([...command, '--rules', next.rulesFile])).toMatchObject({ exitCode: 1 });
  });

  it('ends with 1 where something is opened and that is not wanted', async () => {
    const widened = await diffAfter('path: /invoices/{id}', 'path: /invoices/**');
    expect(widened.exitCode).toBe(0);
    expect(widened.out).toContain('1 opening, 0 loosenings, 0 closings, 0 tightenings, 0 neutral changes.');
    const refused = await diffAfter('path: /invoices/{id}', 'path: /invoices/**', '--no-opening');
    expect(refused).toMatchObject({ exitCode: 1, out: widened.out });
    expect(refused.told).toBe('1 opening, and --no-opening is given.');
  });

  it('ends with 1 where something is opened or loosened and that is not wanted', async () => {
    const loosened = await diffAfter('lifetime: 15m', 'lifetime: 720h', '--no-opening');
    expect(loosened).toMatchObject({ exitCode: 0, out: expect.stringContaining('LOOSENED  session: lifetime 15m →') });
    const refused = await diffAfter('lifetime: 15m', 'lifetime: 720h', '--no-loosening');
    expect(refused).toMatchObject({
      exitCode: 1,
      out: loosened.out,
      told: '0 openings, 1 loosening, and --no-loosening is given.',
    });
    const opened = await diffAfter('path: /invoices/{id}', 'path: /invoices/**', '--no-loosening');
    expect(opened).toMatchObject({ exitCode: 1, told: '1 opening, 0 loosenings, and --no-loosening is given.' });
    const tightened = await diffAfter('lifetime: 15m', 'lifetime: 5m', '--no-loosening', '--no-opening');
    expect(tightened).toMatchObject({ exitCode: 0, out: expect.stringContaining('TIGHTENED  session:') });
  });

  it('prints JSON when asked', async () => {
    const { out } = await diffAfter('lifetime: 15m', 'lifetime: 1h', '--json');
    expect(JSON.parse(out)).toMatchObject({
      identical: false,
      opened: [],
      closed: [],
      loosened: [{ part: 'session', old: 'lifetime 15m', new: 'lifetime 1h', routes: [], witness: null }],
      tightened: [],
      neutral: [],
    });
    const same = await runCli(['diff', old.path, old.path, '--json']);
    expect(JSON.parse(same.out)).toEqual({ identical: true, ...NOTHING });
  });

  it('finds nothing where routes have changed places', async () => {
    const [head = '', ...routes] = BASE_RULES.split(/^(?= {2}- )/m);
    const [last = '', ...tail] = (routes.at(-1) ?? '').split(/^(?=development:)/m);
    writeFileSync(next.rulesFile, [head, last, ...routes.slice(0, -1), ...tail].join(''));
    expect(await runCli(['diff', old.path, next.path])).toMatchObject({ exitCode: 0, out: 'No difference.' });
  });

  it('shows the problems of rules that do not compile', async () => {
    const { exitCode, told } = await diffAfter('203.0.113.0/24', '0.0.0.0/0');
    expect(exitCode).toBe(1);
    expect(told).toContain('0.0.0.0/0');
    expect(told).toMatch(/1 problem\.$/);
  });

  it.each([
    [['diff', 'a'], 'missing required argument'],
    [['diff', 'nowhere', 'nowhere'], 'There is no file or folder "nowhere"'],
    [['diff', '', ''], 'has no name'],
    [['diff', '--', '--output=x', 'main'], '"--output=x" is neither a file, a folder nor a revision.'],
    [['diff', '--', '-x:y', 'main'], '"-x:y" is neither'],
    [['diff', ':rules/gateway.yaml', 'main'], 'this is not a revision'],
  ])('ends with 2 on %j', async (args, message) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 2, told: expect.stringContaining(message) });
  });
});

describe('portcullis diff, of git revisions', () => {
  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: old.path, stdio: 'pipe' });
  }

  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=first');
    writeFileSync(join(old.path, 'addresses/none.txt'), '198.51.100.0/24\n');
    git('commit', '--quiet', '--all', '--message=second');
    writeFileSync(old.rulesFile, edited('actAs: never', 'actAs: read-only'));
  });

  it('compares a revision with the work tree, with the address files of each', async () => {
    const { out } = await runCli(['diff', 'HEAD~1', old.path, '--rules', old.rulesFile]);
    expect(out).toContain('1 opening, 0 loosenings, 1 closing, ');
    expect(out).toContain('OPENED  sessions with act-as');
    expect(out).toContain('CLOSED  addresses 198.51.100.0/24\n');
    expect(out).toMatch(/line +HEAD~1:\S+gateway\.yaml:30 → \S+gateway\.yaml:30/);
  });

  it('compares two revisions', async () => {
    const { out } = await runCli(['diff', 'main~1', 'main', '--rules', old.rulesFile]);
    expect(out).toContain('0 openings, 0 loosenings, 1 closing, 0 tightenings, 0 neutral changes.');
  });

  it('finds rules below the top of the repository', async () => {
    const below = join(old.path, 'edge');
    mkdirSync(join(below, 'addresses'), { recursive: true });
    writeFileSync(join(below, 'gateway.yaml'), BASE_RULES);
    writeFileSync(join(below, 'addresses/none.txt'), '# nobody\n');
    git('add', '.');
    git('commit', '--quiet', '--message=third');
    const rules = join(below, 'gateway.yaml');
    expect(await runCli(['diff', 'HEAD', below, '--rules', rules])).toMatchObject({ out: 'No difference.' });
  });

  it('says what git says', async () => {
    const { exitCode, told } = await runCli(['diff', 'v9', old.path, '--rules', old.rulesFile]);
    expect(exitCode).toBe(2);
    expect(told).toMatch(/There is no file or folder "v9", .* git revision: git says ".*v9/);
  });
});
