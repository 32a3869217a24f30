import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { secretJwk } from '../origin-sdk/tokens.ts';

const SOURCES = fileURLToPath(new URL('../../examples/freight/src/', import.meta.url));

interface Run {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SOURCES + file, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

describe('the program', () => {
  it('says what is missing', async () => {
    const { code, stderr } = await run('main.ts', []);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Cargoline did not start\. ORIGIN_FREIGHT_KEYS is not set/);
  });

  it('says that a key is weak', async () => {
    const keys = JSON.stringify({ keys: [{ kty: 'oct', kid: 'k', k: 'AAAA' }] });
    const { code, stderr } = await run('main.ts', [], { ORIGIN_FREIGHT_KEYS: keys });
    expect([code, stderr]).toEqual([2, expect.stringContaining('at least 32 bytes')]);
  });

  it('says that its port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const keys = JSON.stringify({ keys: [secretJwk('k').jwk] });
    const { code, stderr } = await run('main.ts', [], { ORIGIN_FREIGHT_KEYS: keys, PORT: String(port) });
    holder.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining('port is in use')]);
  });
});

describe('print-code', () => {
  it('prints a code of six digits', async () => {
    const { code, stdout } = await run('print-code.ts', ['owner@acme.example']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d{6}\n$/)]);
  });

  it.each([[[]], [['nobody@acme.example']]])('explains itself to %j', async (args) => {
    const { code, stderr } = await run('print-code.ts', args);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Usage:')]);
  });
});
