import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { ADMIN_ENV, ADMIN_SECRET, adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';
import { type CliResult, runCli } from './run-cli.ts';

const waits = vi.hoisted(() => [] as number[]);
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void waits.push(ms) }));

const { server, folder, portcullis } = await adminCommandOfFile();

const REVOKE = ['revoke', '--tenant', 'acme', '--user', 'u-1', '--reason', 'left'];

const call = (args: readonly string[] = REVOKE, env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  portcullis(args, { env });

/** No message may hold the token, nor the key. */
function expectNoSecret({ out, told }: CliResult): void {
  const token = server.seen.at(-1)?.authorization.slice('Bearer '.length) ?? '';
  for (const secret of [ADMIN_SECRET, ...(token === '' ? [] : [token, token.split('.')[2] ?? '-'])])
    expect(`${out}${told}`).not.toContain(secret);
}

describe('a call', () => {
  it('carries a token of its own, for what it does, and for the one tenant', async () => {
    server.answer = (_call, response) => reply(response, 201, { notBefore: '2026-12-01T08:00:00.000Z' });
    const result = await call([...REVOKE, '--subject', 'ann']);
    expect(result).toMatchObject({ exitCode: 0, told: '' });
    const seen = server.seen.at(-1);
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/.portcullis/v1/revocations',
      body: { tenant: 'acme', user: 'u-1', reason: 'left' },
    });
    expect(decodeJwt(seen?.authorization.slice(7) ?? '')).toMatchObject({
      iss: 'operator',
      sub: 'ann',
      aud: 'acme-edge',
      scope: 'revoke',
      tid: 'acme',
    });
    expectNoSecret(result);
  });

  it('waits where the gateway asks it to, and goes on', async () => {
    const before = server.seen.length;
    server.answer = (_call, response) =>
      server.seen.length < before + 3
        ? reply(response, 429, {}, { 'retry-after': '0' })
        : reply(response, 201, { notBefore: 'x' });
    const { exitCode, told } = await call();
    expect([exitCode, server.seen.length - before]).toEqual([0, 3]);
    expect(told).toBe(
      Array.from({ length: 2 }, () => 'The gateway accepts no more calls for now: waiting 0 s.').join('\n'),
    );
  });

  it('does not wait for ever', async () => {
    const before = server.seen.length;
    server.answer = (_call, response) => reply(response, 429, {}, { 'retry-after': '0' });
    expect(await call()).toMatchObject({ exitCode: 1, told: expect.stringContaining('too many calls') });
    expect(server.seen.length - before).toBe(6);
    server.answer = (_call, response) => reply(response, 429, {}, { 'retry-after': '86400' });
    expect(await call()).toMatchObject({ exitCode: 1, told: expect.stringContaining('too many calls') });
  });
});

describe('a revocation', () => {
  const INTERRUPTIONS = {
    'a gateway whose state is away': (response: ServerResponse) => reply(response, 503, {}, { 'retry-after': '5' }),
    'a proxy that has lost the gateway': (response: ServerResponse) => response.writeHead(502).end('nginx'),
    'a connection that breaks off': (response: ServerResponse) => response.socket?.destroy(),
  };

  it.each(Object.entries(INTERRUPTIONS))(
    'is made again after %s, until it is acknowledged',
    async (_name, interrupt) => {
      const before = server.seen.length;
      server.answer = (_call, response) =>
        server.seen.length < before + 4 ? interrupt(response) : reply(response, 201, { notBefore: 'x' });
      const { exitCode, out, told } = await call();
      expect([exitCode, server.seen.length - before]).toEqual([0, 4]);
      expect(out).toContain('Ended:');
      expect(told.split('\n').filter((line) => line.includes('trying again in'))).toHaveLength(3);
      expect(told).toMatch(/Acknowledged at try 4\.$/);
      const sent = server.seen.slice(before);
      expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    },
  );

  it.each(Object.entries(INTERRUPTIONS))(
    'that is not acknowledged after %s fails, and says so',
    async (_name, interrupt) => {
      waits.length = 0;
      server.answer = (_call, response) => interrupt(response);
      const { exitCode, out, told } = await call();
      expect([exitCode, out]).toEqual([1, '']);
      expect(told).toMatch(/It was not acknowledged in \d+ tries\. Run the command again: repeating it is safe\.$/);
      expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(20_000);
      expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(30_000);
    },
  );

  it('that is refused is not made again', async () => {
    for (const status of [400, 401, 403, 404, 500]) {
      const before = server.seen.length;
      server.answer = (_call, response) => reply(response, status, {});
      expect([(await call()).exitCode, server.seen.length - before]).toEqual([1, 1]);
    }
  });
});

describe('an answer that is no success', () => {
  it.each([
    [401, 'Its ADMIN_KEYS must hold the key that signed here'],
    [403, 'see "reason" in its audit event'],
    [404, 'older version'],
    [421, 'Name one of the hosts in its rules'],
    [503, '/.portcullis/ready'],
    [500, ''],
  ])('%i tells what to do, and which request it was', async (status, help) => {
    server.answer = (_call, response) => reply(response, status, 'not JSON');
    const result = await call();
    expect(result).toMatchObject({ exitCode: 1, out: '' });
    expect(result.told).toContain(`${server.url} refused it (${status}).`);
    expect(result.told).toContain(help);
    expect(result.told).toContain('Request r-1.');
    expectNoSecret(result);
  });

  it('400 tells what the gateway says, without what would steer a terminal', async () => {
    server.answer = (_call, response) => reply(response, 400, { detail: 'no \u001b[31mreason\u0007.\u202e' });
    expect((await call()).told).toBe(`${server.url} refused it (400). no [31mreason. Request r-1.`);
  });

  it('is told from one of something else than a gateway', async () => {
    server.answer = (_call, response) => response.writeHead(404).end('nginx');
    expect((await call()).told).toBe(
      `${server.url} answered 404, but not as a Portcullis gateway does. Name the gateway itself with --gateway.`,
    );
  });

  it('does not lead the token elsewhere', async () => {
    const before = server.seen.length;
    server.answer = (_call, response) => response.writeHead(307, { location: `${server.url}/elsewhere` }).end();
    expect(await call()).toMatchObject({ exitCode: 1, told: expect.stringContaining('answered 307, a redirect') });
    expect(server.seen.length - before).toBe(1);
  });

  it('200 without JSON leaves open what was done', async () => {
    for (const body of ['', '<html>', '[]', 'null', '{"notBefore":']) {
      server.answer = (_call, response) => reply(response, 200, body);
      expect(await call()).toMatchObject({ exitCode: 1, out: '', told: expect.stringContaining('is unknown') });
    }
  });

  it('that does not come is given up on', async () => {
    const aborted = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(aborted);
    const { exitCode, told } = await call();
    expect(timeout).toHaveBeenCalledWith(10_000);
    timeout.mockRestore();
    expect(exitCode).toBe(1);
    expect(told).toContain('did not answer within 10 seconds. The change may be done');
  });

  it('that breaks off is none', async () => {
    server.answer = (_call, response) => {
      response.writeHead(200, { 'portcullis-request-id': 'r-1', 'content-length': '100' }).write('{');
      response.socket?.destroy();
    };
    expect(await call()).toMatchObject({ exitCode: 1, told: expect.stringContaining('cannot be reached') });
  });
});

describe('the gateway', () => {
  it('that is not there is said to be so', async () => {
    const result = await call(REVOKE, { PORTCULLIS_GATEWAY: 'http://127.0.0.1:1' });
    expect(result.exitCode).toBe(1);
    expect(result.told).toMatch(
      /^http:\/\/127\.0\.0\.1:1 cannot be reached(?: \(\w+\))?\. Name the gateway with --gateway/,
    );
    expectNoSecret(result);
  });

  it('is the one of --gateway first, then of the environment', async () => {
    server.answer = (_call, response) => reply(response, 201, {});
    const args = [...REVOKE, '--gateway', server.url];
    expect((await call(args, { PORTCULLIS_GATEWAY: 'http://127.0.0.1:1' })).exitCode).toBe(0);
  });

  it('is the first host of the rules otherwise', async () => {
    const args = ['revoke', '--everyone', '--reason', 'x', '--rules', folder.rulesFile];
    expect((await runCli(args, ADMIN_ENV)).told).toContain(', at https://app.example.com.\n');
  });

  it.each([
    ['app.example.com', 'must be a URL without a path'],
    ['https://app.example.com/x', 'must be a URL without a path'],
    ['https://ann:pw@app.example.com', 'must be a URL without a path'],
    ['ftp://app.example.com', 'must be a URL without a path'],
    ['http://app.example.com', 'must be https'],
    ['http://localhost.example.com', 'must be https'],
    ['http://127.0.0.1.example.com', 'must be https'],
  ])('is not %s', async (gateway, message) => {
    const before = server.seen.length;
    const result = await call([...REVOKE, '--gateway', gateway]);
    expect(result).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining(message) });
    expect(result.told).not.toContain('ann:pw');
    expect(server.seen.length).toBe(before);
  });
});
