import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { createContextVerifier } from '@portcullis/origin';
import { createTestGate, type ExamineOriginOptions, examineOrigin, type TestGate } from '@portcullis/origin/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

let gate: TestGate;
const closing: (() => void)[] = [];

beforeAll(async () => {
  gate = await createTestGate({ audience: 'app' });
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: ReturnType<typeof createSocketServer>): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const http = (listener: RequestListener) => listening(createServer(listener));
const raw = (onSocket: (socket: Socket) => void) => listening(createSocketServer(onSocket));
const examine = (url: string, more: Partial<ExamineOriginOptions> = {}) =>
  examineOrigin({ ...gate.options, url, timeoutMs: 2000, ...more });

describe('an origin that does not answer a good context', () => {
  it.each<[string, string, () => Promise<string>]>([
    ['is down', 'refused_connection', async () => 'http://127.0.0.1:1/'],
    ['is nowhere', 'unknown_host', async () => 'http://nowhere.invalid/'],
    ['hangs', 'late', () => raw(() => undefined)],
    ['never ends its headers', 'late', () => raw((socket) => socket.write('HTTP/1.1 200 OK\r\nx: '))],
    ['sends garbage', 'not_http', () => raw((socket) => socket.end('\u0000garbage\r\n\r\n'))],
    ['closes the connection', 'closed', () => raw((socket) => socket.destroy())],
    ['sends headers without an end', 'not_http', () => raw((socket) => endless(socket))],
    ['speaks no TLS', 'tls', async () => (await http((_, response) => response.end())).replace('http:', 'https:')],
  ])('that %s is said to be %s, and nothing else is sent', async (_what, reason, start) => {
    const report = await examine(await start());
    expect(report).toEqual({
      ...{ allClear: false, goodAnswer: { kind: 'none', reason }, good: null, goodAfter: null },
      ...{ usedAgain: null, cases: [], holes: [] },
    });
  });
});

function endless(socket: Socket): void {
  socket.write(`HTTP/1.1 200 OK\r\n${'x-filler: some\r\n'.repeat(10_000)}`);
}

it('an answer of 10 MB is not read', async () => {
  let answered = 0;
  const url = await http((_, response) => {
    let left = 160;
    const more = (): void => {
      while (!response.destroyed && left > 0) {
        left -= 1;
        if (!response.write(Buffer.alloc(64 * 1024))) return void response.once('drain', more);
      }
      if (left === 0) answered += 1;
    };
    more();
  });
  const report = await examine(url);
  expect(report.good).toBe('let_in');
  expect(report.holes.length).toBeGreaterThan(10);
  expect(answered).toBe(0);
});

describe('what an answer to a wrong context counts for', () => {
  /** An app that verifies well, and answers as it is told. */
  async function report(good: number, wrong: number) {
    const verifier = createContextVerifier(gate.options);
    const url = await http(({ method = '', url: target = '', rawHeaders }, response) => {
      const headers = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
      );
      const answer = (status: number) => () => response.writeHead(status, { location: '/elsewhere' }).end();
      verifier.verifyRequest({ method, target, headers }).then(answer(good), answer(wrong));
    });
    return examine(url);
  }

  it.each<readonly [good: number, wrong: number, verdict: string]>([
    ...[400, 401, 403, 431].map((wrong) => [200, wrong, 'refused'] as const),
    ...[302, 404, 429, 500].map((wrong) => [200, wrong, 'unclear'] as const),
    [404, 404, 'let_in'],
    [302, 302, 'let_in'],
    [404, 200, 'let_in'],
    [200, 204, 'let_in'],
  ])('a good one is answered %d, wrong ones %d: %s', async (good, wrong, verdict) => {
    const { cases, allClear } = await report(good, wrong);
    expect(new Set(cases.map((examined) => examined.verdict))).toEqual(new Set([verdict]));
    expect(allClear).toBe(verdict === 'refused');
  });
});

it('an app that refuses everything proves nothing', async () => {
  const report = await examine(await http((_, response) => response.writeHead(401).end()));
  expect(report).toMatchObject({ allClear: false, good: 'refused', holes: [] });
});

it('an app that refuses everything after a while proves nothing', async () => {
  let count = 0;
  const url = await http((_, response) => {
    count += 1;
    response.writeHead(count === 1 ? 200 : 403).end();
  });
  expect(await examine(url)).toMatchObject({ allClear: false, good: 'let_in', goodAfter: 'refused', holes: [] });
});

it('an app that gets slow is given up on, and what was not tried is said', async () => {
  let count = 0;
  const url = await http((_, response) => {
    count += 1;
    if (count <= 2) response.end();
  });
  const report = await examine(url, { timeoutMs: 2000, totalTimeoutMs: 7000 });
  const verdicts = new Set(report.cases.map(({ verdict }) => verdict));
  expect(verdicts).toEqual(new Set(['unclear', 'not_tried']));
  expect(report).toMatchObject({ allClear: false, goodAfter: 'not_tried' });
});

it.each([
  'ftp://app.example.com/',
  'http://me:secret@app.example.com/',
  'app.example.com',
  'http://app.example.com/#x',
])('refuses to examine %s', async (url) => {
  await expect(examine(url)).rejects.toMatchObject({ name: 'ConfigurationError' });
});
