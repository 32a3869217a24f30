import { beforeEach, describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';
import type { CliResult } from './run-cli.ts';

const { server, portcullis } = await adminCommandOfFile();

beforeEach(() => {
  server.answer = (_call, response) => reply(response, 201, { notBefore: '2026-12-01T08:00:00.000Z' });
});

const revoke = (args: readonly string[], answer?: string): Promise<CliResult> =>
  portcullis(['revoke', ...args], { answer });

const WHY = ['--reason', 'left'];

describe('portcullis revoke', () => {
  it.each([
    [['--tenant', 'acme', '--session', 's-1'], { tenant: 'acme', session: 's-1' }, 'the session "s-1" of tenant acme'],
    [
      ['--tenant', 'acme', '--user', 'u-1'],
      { tenant: 'acme', user: 'u-1' },
      'every session of user "u-1" of tenant acme',
    ],
    [['--tenant', 'acme'], { tenant: 'acme' }, 'every session of tenant acme'],
    [['--everyone'], { all: true }, 'every session of every tenant'],
  ])('%j says what will happen, and does it', async (args, body, words) => {
    const { exitCode, out, told } = await revoke([...args, ...WHY], 'y');
    expect([exitCode, out]).toEqual([0, `Ended: ${words} issued until 2026-12-01T08:00:00.000Z.`]);
    expect(told).toBe(`This ends ${words} issued until now, at ${server.url}.\nGo on? [y/N] `);
    expect(server.seen.at(-1)?.body).toEqual({ ...body, reason: 'left' });
  });

  it.each(['', 'n', 'no', 'yess', 'ja'])('does nothing on the answer "%s"', async (answer) => {
    const before = server.seen.length;
    const { exitCode, told } = await revoke(['--tenant', 'acme', ...WHY], answer);
    expect([exitCode, server.seen.length]).toEqual([1, before]);
    expect(told).toContain('Nothing was done.');
  });

  it.each([[['--tenant', 'acme']], [['--everyone']]])('%j needs --yes where no one can be asked', async (args) => {
    const before = server.seen.length;
    const refused = await revoke([...args, ...WHY]);
    expect(refused).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining('Add --yes to agree.') });
    expect(server.seen.length).toBe(before);
    expect(await revoke([...args, ...WHY, '--yes'])).toMatchObject({ exitCode: 0, told: '' });
  });

  it('of one person does not, so that a script can do it', async () => {
    expect((await revoke(['--tenant', 'acme', '--user', 'u-1', ...WHY])).exitCode).toBe(0);
  });

  it('prints what holds as JSON', async () => {
    server.answer = (_call, response) => reply(response, 201, { all: true, reason: 'left' });
    expect((await revoke(['--everyone', ...WHY, '--yes', '--json'])).out).toBe('{"all":true,"reason":"left"}');
  });

  it.each([
    [[], 'Name whose sessions to end'],
    [['--session', 's'], 'Name whose sessions to end'],
    [['--tenant', 'ACME'], '--tenant must be'],
    [['--tenant', 'acme', '--session', 's', '--user', 'u'], 'not both'],
    [['--tenant', 'acme', '--user', ''], 'must not be empty'],
    [['--everyone', '--tenant', 'acme'], '--everyone excludes'],
    [['--everyone', '--user', 'u'], '--everyone excludes'],
  ])('refuses %j', async (args, message) => {
    const before = server.seen.length;
    const result = await revoke([...args, ...WHY, '--yes']);
    expect(result).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining(message) });
    expect(server.seen.length).toBe(before);
  });

  it('wants a reason', async () => {
    expect(await revoke(['--everyone', '--yes'])).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('--reason'),
    });
    expect(await revoke(['--everyone', '--yes', '--reason', ''])).toMatchObject({ exitCode: 2 });
  });
});

describe('portcullis revoke list', () => {
  const REVOCATIONS = [
    { tenant: 'acme', user: 'u-1', reason: 'left', by: 'operator:ann', notBefore: '2026-12-01T08:00:00.000Z' },
    { tenant: 'acme', session: 's-1', reason: 'stolen', by: 'app', notBefore: '2026-12-01T07:00:00.000Z' },
    { tenant: 'globex', reason: 'x', by: 'app', notBefore: '2026-12-01T06:00:00.000Z' },
    { all: true, reason: 'incident', by: 'operator', notBefore: '2026-12-01T05:00:00.000Z' },
  ];

  it('prints one a line', async () => {
    server.answer = (_call, response) => reply(response, 200, { revocations: REVOCATIONS });
    expect(await revoke(['list'])).toEqual({
      exitCode: 0,
      told: '',
      out: [
        'issued until              whose sessions     reason    by',
        '2026-12-01T08:00:00.000Z  acme, user u-1     left      operator:ann',
        '2026-12-01T07:00:00.000Z  acme, session s-1  stolen    app',
        '2026-12-01T06:00:00.000Z  globex             x         app',
        '2026-12-01T05:00:00.000Z  everyone           incident  operator',
      ].join('\n'),
    });
    expect(server.seen.at(-1)).toMatchObject({ method: 'GET', path: '/.portcullis/v1/revocations' });
    expect(JSON.parse((await revoke(['list', '--json'])).out)).toEqual({ revocations: REVOCATIONS });
  });

  it('asks for one tenant, and says where there is nothing', async () => {
    server.answer = (_call, response) => reply(response, 200, { revocations: [] });
    expect(await revoke(['list', '--tenant', 'acme'])).toEqual({ exitCode: 0, out: '', told: 'Nothing is revoked.' });
    expect(server.seen.at(-1)?.path).toBe('/.portcullis/v1/revocations?tenant=acme');
    expect((await revoke(['list', '--tenant', 'a/b'])).exitCode).toBe(2);
  });

  it.each([{}, { revocations: null }, { revocations: {} }])('does not take %j for an empty list', async (body) => {
    server.answer = (_call, response) => reply(response, 200, body);
    expect(await revoke(['list'])).toMatchObject({
      exitCode: 1,
      out: '',
      told: expect.stringContaining('did not answer'),
    });
  });
});
