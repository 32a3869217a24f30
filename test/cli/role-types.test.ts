import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const FREIGHT = 'examples/freight/portcullis.d.ts';
let folder: string;
let rules: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-types-'));
  rules = join(folder, 'gateway.yaml');
  out = join(folder, 'src', 'portcullis.d.ts');
  writeRules(['owner', 'read_only']);
});

afterEach(() => rmSync(folder, { recursive: true }));

function writeRules(roles: readonly string[]): void {
  writeFileSync(rules, rulesWith(roles));
}

function rulesWith(roles: readonly string[]): string {
  return `version: 1
gateway: my-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [${roles.join(', ')}]
origins:
  app: { url: https://origin.example.com, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 15m }
headers: strict
routes:
  - { id: all, path: /**, access: { roles: any } }
`;
}

const types = (...args: string[]) => runCli(['types', rules, '--out', out, ...args]);
const written = (): string => readFileSync(out, 'utf8');

describe('portcullis types', () => {
  it('writes the roles, the same for the same rules', async () => {
    expect(await types()).toMatchObject({ exitCode: 0, out: `${out}: 2 roles, written.`, told: '' });
    const first = written();
    expect(first).toContain("declare module '@portcullis/origin'");
    expect(first).toContain("    role: 'owner' | 'read_only';\n");
    expect(first).toContain('"my-edge"');
    expect(first).not.toContain(folder);
    rmSync(out);
    await types();
    expect(written()).toBe(first);
  });

  it('breaks a line that would be too long', async () => {
    const roles = Array.from({ length: 20 }, (_, index) => `department-${index}`);
    writeRules(roles);
    await types();
    expect(written()).toContain(`    role:\n      | 'department-0'\n      | 'department-1'\n`);
    expect(
      Math.max(
        ...written()
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(120);
  });

  it('tells as JSON', async () => {
    const result = { out, roles: ['owner', 'read_only'] };
    const check = await types('--check', '--json');
    expect(check).toMatchObject({ exitCode: 1, told: '' });
    expect(JSON.parse(check.out)).toEqual({ ...result, ok: false, state: 'missing' });
    expect(JSON.parse((await types('--json')).out)).toEqual({ ...result, ok: true, state: 'missing' });
    expect(JSON.parse((await types('--json')).out)).toEqual({ ...result, ok: true, state: 'current' });
  });

  it('ends with 1 where the rules have problems, and writes nothing', async () => {
    writeRules(['owner', 'owner']);
    expect((await types()).exitCode).toBe(1);
    expect(() => written()).toThrow('ENOENT');
  });

  it('ends with 2 where it cannot write', async () => {
    const { exitCode, told } = await runCli(['types', rules, '--out', folder]);
    expect(exitCode).toBe(2);
    expect(told).toContain('cannot be written');
  });
});

describe('portcullis types --check', () => {
  it('writes nothing, and says how to', async () => {
    const { exitCode, told } = await types('--check');
    expect(exitCode).toBe(1);
    expect(told).toBe(`"${out}" is missing. Write it again: npx portcullis types ${rules} --out ${out}`);
    expect(() => written()).toThrow('ENOENT');
  });

  it('finds a role that came or went', async () => {
    await types();
    expect(await types('--check')).toMatchObject({ exitCode: 0, out: `${out}: 2 roles, current.` });
    writeRules(['owner']);
    const { exitCode, told } = await types('--check');
    expect(exitCode).toBe(1);
    expect(told).toContain('does not have the roles that the rules have now');
    expect(written()).toContain('read_only');
  });

  it('finds the example app’s file current', async () => {
    expect(await runCli(['types', '--out', FREIGHT, '--check'])).toMatchObject({ exitCode: 0 });
  });
});
