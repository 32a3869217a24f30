import { remoteJwkSet } from '@portcullis/origin';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sendRaw } from '../../support/raw-http.ts';
import { GOOD_CLAIMS } from '../tokens.ts';
import { type ProtectedServer, SERVERS, type SharedOptions } from './servers.ts';
import { contextFor, linesFor, rawRequest, refusalLog, trust } from './trust.ts';

const HOST = `X-Forwarded-Host: ${GOOD_CLAIMS.hth}`;
const CONTEXT_REQUIRED = {
  type: 'urn:portcullis:problem:context_required',
  title: 'This app only answers requests that come through its gateway.',
  status: 401,
  code: 'context_required',
};

describe.each(Object.entries(SERVERS))('the adapter for %s', (_name, start) => {
  let server: ProtectedServer;
  afterEach(async () => {
    await server.close();
    vi.restoreAllMocks();
  });

  async function started(options: Partial<SharedOptions> = {}) {
    const log = refusalLog();
    server = await start({ ...trust, open: ['/health'], onRefusal: log.onRefusal, ...options });
    return log.codes;
  }

  const ask = (method: string, target: string, lines: readonly string[] = linesFor(method, target), body = '') =>
    sendRaw(server.port, rawRequest(method, target, ['Connection: close', ...lines], body));

  it('gives handlers the verified context, now and after waiting', async () => {
    await started();
    const answer = await ask('GET', '/loads?page=2');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { user: 'u-7', later: 'u-7', frozen: true }]);
  });

  it('keeps the context through the events of a body and through its parsing', async () => {
    await started();
    const post = (target: string, body: string) => {
      const lines = ['Content-Type: application/json', `Content-Length: ${body.length}`, ...linesFor('POST', target)];
      return ask('POST', target, lines, body);
    };
    const streamed = JSON.parse((await post('/body', '{"a":1}')).body) as { users: string[] };
    expect(streamed.users.length).toBeGreaterThan(1);
    expect(new Set(streamed.users)).toEqual(new Set(['u-7']));
    expect(JSON.parse((await post('/parsed', '{"a":1}')).body)).toMatchObject({ later: 'u-7', body: { a: 1 } });
  });

  it.each([
    ['that does not answer', () => Promise.reject(new Error('down'))],
    ['that answers oddly', () => 'OK' as unknown as boolean],
  ])('answers 503, not "signed out", with a replay store %s', async (_what, claim) => {
    const codes = await started({ replay: { claim } });
    const answer = await ask('GET', '/loads');
    expect([answer.status, answer.headers['retry-after'], answer.headers['www-authenticate']]).toEqual([
      503,
      '1',
      undefined,
    ]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 503, code: 'unavailable' });
    expect([codes, server.reached]).toEqual([['ERR_CONTEXT_REPLAY_UNKNOWN'], []]);
  });

  it('answers 503 where the public keys cannot be had', async () => {
    const keys = remoteJwkSet('http://127.0.0.1:9/keys', { fetch: () => Promise.reject(new TypeError('down')) });
    const codes = await started({ algorithm: 'EdDSA', keys });
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'tenant-context+jwt', kid: 'e1' }));
    const token = `${header.toString('base64url')}.e30.${'A'.repeat(86)}`;
    const answer = await ask('GET', '/loads', [HOST, `Portcullis-Context: ${token}`]);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect([codes, server.reached]).toEqual([['ERR_CONTEXT_KEYS_UNAVAILABLE'], []]);
  });

  it.each(['HEAD', 'OPTIONS', 'DELETE'])('binds a context to %s', async (method) => {
    const codes = await started();
    // No answer to HEAD has a body, so it never is whole for the reader: the status is enough.
    const statusOf = async (lines: readonly string[]) =>
      (await sendRaw(server.port, rawRequest(method, '/loads', lines), { enough: (text) => text.includes('\r\n\r\n') }))
        .status;
    expect(await statusOf(linesFor(method, '/loads'))).toBe(200);
    expect(await statusOf(linesFor('GET', '/loads'))).toBe(401);
    expect(codes).toEqual(['ERR_CONTEXT_REQUEST_MISMATCH']);
    expect(server.reached).toEqual(['/loads']);
  });

  it.each<[string, string, readonly string[], string]>([
    ['no context', '/loads', [HOST], 'ERR_CONTEXT_MISSING'],
    ['a route that is not there', '/nothing', [HOST], 'ERR_CONTEXT_MISSING'],
    ['a context for another path', '/loads', linesFor('GET', '/'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['a context for another query', '/loads?a', linesFor('GET', '/loads'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['dot segments', '/x/../loads', linesFor('GET', '/loads'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['the absolute form', 'http://app.internal/loads', linesFor('GET', '/loads'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['a look-alike header', '/loads', [...linesFor('GET', '/loads'), 'Portcullis_Context: x'], 'ERR_CONTEXT_ALIAS'],
    [
      'the same context twice',
      '/loads',
      [...linesFor('GET', '/loads'), `Portcullis-Context: ${contextFor('GET', '/loads')}`],
      'ERR_CONTEXT_DUPLICATE',
    ],
    ['two forwarded hosts', '/loads', [...linesFor('GET', '/loads'), HOST], 'ERR_CONTEXT_REQUEST_MISMATCH'],
  ])('refuses %s with the one answer', async (_what, target, lines, code) => {
    const codes = await started();
    const answer = await ask('GET', target, lines);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([401, CONTEXT_REQUIRED]);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/problem\+json(?:; charset=utf-8)?$/) as unknown,
      'cache-control': 'no-store',
      'www-authenticate': 'Portcullis',
    });
    expect(answer.headers['portcullis-session']).toBeUndefined();
    expect(codes).toEqual([code]);
    expect(server.reached).toEqual([]);
  });

  it('lets neither OPTIONS * nor CONNECT reach a handler', async () => {
    await started();
    const statuses = [
      (await ask('OPTIONS', '*', [HOST])).status,
      (await ask('OPTIONS', '*', linesFor('OPTIONS', '/loads'))).status,
      (await ask('CONNECT', 'app.internal:80', linesFor('CONNECT', '/loads'))).status,
    ];
    expect(statuses.filter((status) => status < 400 && status !== 0)).toEqual([]);
    expect(server.reached).toEqual([]);
  });

  it('answers every route that matches nothing behind the gate', async () => {
    await started();
    expect((await ask('GET', '/nothing')).status).toBe(404);
  });

  it('judges pipelined requests one by one', async () => {
    await started();
    const bytes =
      rawRequest('GET', '/loads?1', linesFor('GET', '/loads?1', { sub: 'first' })) +
      rawRequest('GET', '/loads?2', [HOST]) +
      rawRequest('GET', '/loads?3', linesFor('GET', '/loads?3', { sub: 'third' }));
    const { bytes: answers } = await sendRaw(server.port, bytes, {
      enough: (text) => text.includes('"third","frozen"'),
    });
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '401', '200']);
    expect([...answers.matchAll(/"user":"(\w+)","later":"(\w+)"/g)].map(([, user, later]) => [user, later])).toEqual([
      ['first', 'first'],
      ['third', 'third'],
    ]);
  });

  it('leaves open what is named, and nothing that looks like it', async () => {
    await started();
    const open = await ask('GET', '/health', ['Portcullis-Context: forged']);
    expect([open.status, JSON.parse(open.body)]).toMatchObject([200, { user: null, later: null }]);
    expect((await ask('GET', '/health?full', [])).status).toBe(200);
    const reached = server.reached.length;
    const others = [
      '/health/',
      '/Health',
      '//health',
      '/%68ealth',
      '/health;x',
      '/x/../health',
      '/health/.',
      '/health%2f',
    ];
    for (const target of [...others, 'http://app.internal/health', '/health#', '/health\\'])
      expect([target, (await ask('GET', target, [])).status]).toEqual([
        target,
        target.endsWith('\\') ? expect.any(Number) : 401,
      ]);
    expect(server.reached).toHaveLength(reached);
  });

  it.each<[string, Partial<SharedOptions>]>([
    [
      'a log that throws',
      {
        onRefusal: () => {
          throw new Error('log is full');
        },
      },
    ],
    [
      'a log that rejects',
      {
        onRefusal: async () => {
          throw new Error('log is full');
        },
      },
    ],
    [
      'a clock that throws',
      {
        now: () => {
          throw new Error('no clock');
        },
      },
    ],
    ...[undefined, null, 0, '', 'route', 'router', 'SECRET', { status: 200 }].flatMap(
      (thrown): [string, Partial<SharedOptions>][] => [
        [`a log that rejects with ${JSON.stringify(thrown)}`, { onRefusal: () => Promise.reject(thrown) }],
        [
          `a clock that throws ${JSON.stringify(thrown)}`,
          {
            now: () => {
              throw thrown;
            },
          },
        ],
      ],
    ),
  ])('opens nothing for %s', async (_what, options) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await started(options);
    const lines = 'now' in options ? linesFor('GET', '/loads') : [HOST];
    const answer = await ask('GET', '/loads', lines);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('SECRET');
    expect(server.reached).toEqual([]);
    expect((await ask('GET', '/health', [])).status).toBe(200);
  });

  it('answers an AccessError with problem details', async () => {
    await started();
    const answer = await ask('GET', '/role');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { status: 403, code: 'forbidden' }]);
  });

  it('hands grants and ends to the gateway', async () => {
    await started();
    const headerOf = async (target: string) => (await ask('GET', target)).headers['portcullis-session'];
    expect([await headerOf('/grant'), await headerOf('/end'), await headerOf('/loads')]).toEqual([
      'a.b.c',
      'end',
      undefined,
    ]);
  });
});
