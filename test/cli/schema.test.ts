import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-schema-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('portcullis schema', () => {
  it('prints the schema', async () => {
    const { exitCode, out } = await runCli(['schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: expect.arrayContaining(['version', 'gateway', 'routes']),
    });
  });

  it('writes the same to a file', async () => {
    const file = join(folder, 'inner', 'schema.json');
    const { exitCode, out } = await runCli(['schema', '--out', file]);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: `${file}: written.` });
    expect(readFileSync(file, 'utf8')).toBe(`${(await runCli(['schema'])).out}\n`);
  });

  it('tells as JSON where it wrote', async () => {
    const file = join(folder, 'schema.json');
    expect(JSON.parse((await runCli(['schema', '--out', file, '--json'])).out)).toEqual({ ok: true, out: file });
  });

  it('ends with 2 where it cannot write', async () => {
    const { exitCode, told } = await runCli(['schema', '--out', folder]);
    expect(exitCode).toBe(2);
    expect(told).toContain('cannot be written');
  });

  it('says in its help how editors find it', async () => {
    expect((await runCli(['schema', '--help'])).out).toContain('# yaml-language-server: $schema=./schema.json');
  });
});
