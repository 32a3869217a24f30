import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edited } from '../compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

let folder: RulesFolder;

beforeEach(() => {
  folder = createRulesFolder();
});

afterEach(() => folder.remove());

function spoil(): void {
  writeFileSync(folder.rulesFile, edited('actAs: never', 'actAs: nevre'));
}

describe('portcullis check', () => {
  it('ends with 0 on good rules', async () => {
    const { exitCode, out } = await runCli(['check', folder.rulesFile]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/: no problems in 3 routes\. Digest [0-9a-f]{64}\.$/);
  });

  it('ends with 1 and shows each problem', async () => {
    spoil();
    const { exitCode, out, told } = await runCli(['check', folder.rulesFile]);
    expect(exitCode).toBe(1);
    expect(out).toContain('gateway.yaml:30:14  "actAs" cannot be "nevre".');
    expect(out).toContain('fix: Did you mean "never"?');
    expect(told).toBe('1 problem.');
  });

  it('prints JSON when asked', async () => {
    expect(JSON.parse((await runCli(['check', folder.rulesFile, '--json'])).out)).toMatchObject({
      ok: true,
      problems: [],
    });
    spoil();
    const { exitCode, out } = await runCli(['check', folder.rulesFile, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 30, column: 14, code: 'unknown_value' }] });
  });

  it('ends with 1 where there are no rules', async () => {
    expect(await runCli(['check', join(folder.path, 'none.yaml')])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('there is no such file'),
    });
  });
});

describe('portcullis compile', () => {
  it('writes the policy, the same bytes each time, and leaves nothing else behind', async () => {
    const out = join(folder.path, 'compiled/policy.json');
    expect(await runCli(['compile', folder.rulesFile, '--out', out])).toMatchObject({ exitCode: 0 });
    const first = readFileSync(out, 'utf8');
    await runCli(['compile', folder.rulesFile, '--out', out]);
    expect(readFileSync(out, 'utf8')).toBe(first);
    expect(JSON.parse(first)).toMatchObject({ format: 2, gateway: 'acme-edge' });
    expect(readdirSync(join(folder.path, 'compiled'))).toEqual(['policy.json']);
  });

  it('writes nothing where there is a problem', async () => {
    spoil();
    const out = join(folder.path, 'policy.json');
    expect(await runCli(['compile', folder.rulesFile, '--out', out])).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('"nevre"'),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('ends with 2 where it cannot write', async () => {
    const { exitCode, told } = await runCli([
      'compile',
      folder.rulesFile,
      '--out',
      join(folder.rulesFile, 'policy.json'),
    ]);
    expect(exitCode).toBe(2);
    expect(told).toContain('cannot be written');
  });
});

describe('portcullis', () => {
  it.each([[[]], [['nothing']], [['check', '--jsn']], [['check', 'a', 'b']], [['compile', '--out']], [['mint']]])(
    'ends with 2 on wrong usage: %j',
    async (args) => {
      const { exitCode, told } = await runCli(args);
      expect(exitCode).toBe(2);
      expect(told).toMatch(/\S/);
    },
  );

  it.each([[['--help']], [['check', '--help']], [['mint', 'role', '--help']]])('ends with 0 on %j', async (args) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 0, out: expect.stringContaining('Usage: portcullis') });
  });
});
