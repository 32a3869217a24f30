import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';
import type { CliResult } from './run-cli.ts';

const HEADER = { kind: 'portcullis-state', version: 1, gateway: 'acme-edge', at: '2026-12-01T08:00:00.000Z' };
const POLICY = { kind: 'policy', tenant: 'acme', suspended: true };
const REVOCATION = { kind: 'revocation', scope: 'everyone', notBefore: 1, expires: 2, reason: 'x', by: 'y' };

const { server, folder, portcullis } = await adminCommandOfFile();

beforeEach(() => {
  server.answer = (_call, response) => reply(response, 200, {});
});

const state = (args: readonly string[], answer?: string): Promise<CliResult> =>
  portcullis(['state', ...args], { answer });

function backup(...lines: readonly (object | string)[]): string {
  const path = join(folder.path, 'state.ndjson');
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

/** Batches that were sent while `act` ran. */
async function batchesOf(act: () => Promise<CliResult>): Promise<{ result: CliResult; batches: unknown[][] }> {
  const before = server.seen.length;
  const result = await act();
  return { result, batches: server.seen.slice(before).map(({ body }) => (body as { entries: unknown[] }).entries) };
}

describe('portcullis state export', () => {
  it('prints what it is of, every page, and how many there are', async () => {
    server.answer = ({ path }, response) =>
      reply(
        response,
        200,
        path.includes('cursor') ? { entries: [REVOCATION], next: null } : { entries: [POLICY], next: '["x"]' },
      );
    const { exitCode, out, told } = await state(['export']);
    expect([exitCode, told]).toEqual([0, `2 entries of ${server.url}.`]);
    expect(out.split('\n').map((line) => JSON.parse(line))).toEqual([
      { ...HEADER, at: expect.any(String) },
      POLICY,
      REVOCATION,
      { kind: 'end', entries: 2 },
    ]);
    expect(server.seen.at(-1)?.path).toBe('/.portcullis/v1/state?cursor=%5B%22x%22%5D');
  });

  it('that breaks off does not look whole', async () => {
    server.answer = ({ path }, response) =>
      path.includes('cursor') ? reply(response, 503, {}) : reply(response, 200, { entries: [POLICY], next: 'x' });
    const { exitCode, out } = await state(['export']);
    expect(exitCode).toBe(1);
    expect(out).not.toContain('"end"');
    expect((await state(['import', backup(out), '--yes'])).told).toContain('is incomplete');
  });
});

describe('portcullis state import', () => {
  it('says what it holds, asks, and puts it in', async () => {
    const file = backup(HEADER, POLICY, '', REVOCATION, { kind: 'end', entries: 2 }, '');
    const { result, batches } = await batchesOf(() => state(['import', file], 'y'));
    expect(result).toEqual({
      exitCode: 0,
      out: 'Imported: 1 tenant policy and 1 revocation.',
      told: `This puts 1 tenant policy and 1 revocation into ${server.url}.\nGo on? [y/N] `,
    });
    expect(batches).toEqual([[POLICY, REVOCATION]]);
    expect((await state(['import', file, '--yes', '--json'])).out).toBe('{"imported":2}');
    expect(await batchesOf(() => state(['import', file]))).toMatchObject({ result: { exitCode: 2 }, batches: [] });
    expect(await batchesOf(() => state(['import', file], 'n'))).toMatchObject({ result: { exitCode: 1 }, batches: [] });
  });

  it('sends batches that the gateway takes, each entry once and in order', async () => {
    const small = Array.from({ length: 1250 }, (_, index) => ({ ...POLICY, tenant: `t${index}` }));
    const large = Array.from({ length: 20 }, (_, index) => ({
      ...POLICY,
      tenant: `l${index}`,
      text: 'é'.repeat(22_000),
    }));
    const entries = [...small, ...large];
    const file = backup(HEADER, ...entries, { kind: 'end', entries: entries.length });
    const { batches } = await batchesOf(() => state(['import', file, '--yes']));
    expect(batches.flat()).toEqual(entries);
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(500);
      expect(Buffer.byteLength(JSON.stringify({ entries: batch }))).toBeLessThanOrEqual(512 * 1024);
    }
  });

  it('tells which lines were refused', async () => {
    const entries = Array.from({ length: 700 }, (_, index) => ({ ...POLICY, tenant: `t${index}` }));
    const file = backup(HEADER, ...entries, { kind: 'end', entries: 700 });
    server.answer = ({ body }, response) =>
      (body as { entries: { tenant: string }[] }).entries[0]?.tenant === 't0'
        ? reply(response, 200, {})
        : reply(response, 400, { detail: '"entries"[3] is not a tenant policy.' });
    const { exitCode, told } = await state(['import', file, '--yes']);
    expect(exitCode).toBe(1);
    expect(told).toContain('"entries"[3] is not a tenant policy.');
    expect(told).toContain(`These are the lines 502 to 701 of "${file}" ("entries"[0] is line 502).`);
  });

  it.each<[string, readonly (object | string)[], string]>([
    ['nothing', [], 'does not begin like a backup'],
    ['no header', [POLICY, { kind: 'end', entries: 1 }], 'does not begin like a backup'],
    [
      'another version',
      [
        { ...HEADER, version: 2 },
        { kind: 'end', entries: 0 },
      ],
      'does not begin like a backup',
    ],
    [
      'another gateway',
      [
        { ...HEADER, gateway: 'other' },
        { kind: 'end', entries: 0 },
      ],
      'belongs to the gateway "other"',
    ],
    ['a header alone', [HEADER], 'is incomplete'],
    ['no end', [HEADER, POLICY], 'is incomplete'],
    ['a line too few', [HEADER, POLICY, { kind: 'end', entries: 2 }], 'is incomplete'],
    ['a line too many', [HEADER, POLICY, POLICY, { kind: 'end', entries: 1 }], 'is incomplete'],
    ['half a line', [HEADER, '{"kind":"policy","ten'], 'state.ndjson:2 is not a JSON object'],
    ['a list', [HEADER, '[]', { kind: 'end', entries: 1 }], 'state.ndjson:2 is not a JSON object'],
  ])('sends nothing of a file with %s', async (_name, lines, message) => {
    const { result, batches } = await batchesOf(() => state(['import', backup(...lines), '--yes']));
    expect(result).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining(message) });
    expect(batches).toEqual([]);
  });

  it('says where there is no file', async () => {
    expect(await state(['import', join(folder.path, 'none'), '--yes'])).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('cannot be read: ENOENT'),
    });
  });
});
