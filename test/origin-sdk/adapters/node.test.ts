import { createServer, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server, type IncomingHttpHeaders } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { AccessError, type TenantContext } from '@portcullis/origin';
import { currentContext } from '@portcullis/origin/async';
import { protect, protectUpgrade } from '@portcullis/origin/node';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';
import { headersFor, linesFor, rawRequest, refusalLog, trust } from './trust.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.restoreAllMocks();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return (server.address() as AddressInfo).port;
}

describe('protect', () => {
  it('gives a context that is never null, unless something is open', () => {
    protect((_req, res, context) => {
      expectTypeOf(context).toEqualTypeOf<TenantContext>();
      res.end();
    }, trust);
    protect(
      (_req, res, context) => {
        expectTypeOf(context).toEqualTypeOf<TenantContext | null>();
        res.end();
      },
      { ...trust, open: ['/health'] },
    );
    expect(() => protect(() => undefined, { ...trust, issuer: '' })).toThrow('"issuer" option');
  });

  it('leaves errors that are not its own to the listener', async () => {
    const mine = new Error('mine');
    const listener = protect(() => {
      throw mine;
    }, trust);
    const seen: unknown[] = [];
    const port = await listen(
      createServer(
        (req, res) =>
          void listener(req, res).catch((error: unknown) => {
            seen.push(error);
            res.end();
          }),
      ),
    );
    await sendRaw(port, rawRequest('GET', '/', linesFor('GET', '/')));
    expect(seen).toEqual([mine]);
  });

  it('serves HTTP/2 through the interface of HTTP/1', async () => {
    const { codes, onRefusal } = refusalLog();
    const server = createHttp2Server(
      protect((req, res, context) => void res.end(`${req.url} ${context.user} ${currentContext().user}`), {
        ...trust,
        onRefusal,
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    stops.push(
      () => server.close(),
      () => client.destroy(),
    );
    const ask = (headers: IncomingHttpHeaders) =>
      new Promise<[number | undefined, string]>((resolve, reject) => {
        const request = client.request(headers);
        let [status, body]: [number | undefined, string] = [undefined, ''];
        request.on('response', (answer) => (status = answer[':status']));
        request.on('data', (chunk) => (body += String(chunk)));
        request.on('end', () => resolve([status, body]));
        request.on('error', reject);
      });
    expect(await ask({ ':path': '/loads?x', ...headersFor('GET', '/loads?x') })).toEqual([200, '/loads?x u-7 u-7']);
    expect((await ask({ ':path': '/other', ...headersFor('GET', '/loads') }))[0]).toBe(401);
    expect((await ask({ ':path': '/loads', ':method': 'POST', ...headersFor('GET', '/loads') }))[0]).toBe(401);
    expect((await ask({ ':path': '/loads' }))[0]).toBe(401);
    expect(codes).toEqual(['ERR_CONTEXT_REQUEST_MISMATCH', 'ERR_CONTEXT_REQUEST_MISMATCH', 'ERR_CONTEXT_MISSING']);
  });
});

describe('protectUpgrade', () => {
  const UPGRADE = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];

  async function serveSockets(options: object = {}, before: (context: TenantContext) => void = () => undefined) {
    const reached: string[] = [];
    const server = createServer((_req, res) => res.end('plain'));
    const sockets = new WebSocketServer({ noServer: true });
    const upgrade = protectUpgrade(
      (req, socket, head, context) => {
        before(context);
        reached.push(req.url ?? '');
        sockets.handleUpgrade(req, socket, head, (ws) => {
          ws.on('message', (text) => ws.send(`${String(text)} ${context.user} ${currentContext().user}`));
        });
      },
      { ...trust, ...options },
    );
    server.on('upgrade', upgrade);
    server.on('connect', upgrade);
    return { port: await listen(server), reached };
  }

  it('survives a client that goes away while the listener waits', async () => {
    const server = createServer();
    const gone = new Promise<boolean>((resolve) => {
      server.on(
        'upgrade',
        protectUpgrade(async (_req, socket) => {
          const closed = new Promise((go) => socket.on('close', go));
          client.resetAndDestroy();
          await closed;
          resolve(socket.destroyed);
        }, trust),
      );
    });
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('uncaughtException', note);
    const client = connect(await listen(server), '127.0.0.1');
    client.on('error', () => undefined);
    client.write(
      `${['GET /live HTTP/1.1', 'Host: app', ...UPGRADE, ...linesFor('GET', '/live')].join('\r\n')}\r\n\r\n`,
    );
    expect(await gone).toBe(true);
    process.off('uncaughtException', note);
    expect(uncaught).toEqual([]);
  });

  it('hands over the socket of a request that came through the gateway, with the context', async () => {
    const { port, reached } = await serveSockets();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live?x`, { headers: headersFor('GET', '/live?x') });
    const answer = await new Promise((resolve, reject) => {
      socket.on('open', () => socket.send('hello'));
      socket.on('message', (text) => resolve(String(text)));
      socket.on('error', reject);
    });
    socket.terminate();
    expect([answer, reached]).toEqual(['hello u-7 u-7', ['/live?x']]);
  });

  it.each<[string, string, readonly string[]]>([
    ['no context', '/live', []],
    ['a context for another path', '/live', linesFor('GET', '/')],
    ['an open path', '/health', []],
  ])('refuses %s before the switch, and closes', async (_what, target, lines) => {
    const { codes, onRefusal } = refusalLog();
    const { port, reached } = await serveSockets({ open: ['/health'], onRefusal });
    // Longer than a test may take: it must be the server that closes.
    const answer = await sendRaw(port, rawRequest('GET', target, [...UPGRADE, ...lines]), UNTIL_CLOSED);
    expect(answer).toMatchObject({
      status: 401,
      headers: { connection: 'close', 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'context_required' });
    expect([codes.length, reached]).toEqual([1, []]);
  });

  it('refuses CONNECT in the same way', async () => {
    const { port, reached } = await serveSockets();
    const answer = await sendRaw(
      port,
      rawRequest('CONNECT', 'app.internal:80', linesFor('GET', '/live')),
      UNTIL_CLOSED,
    );
    expect([answer.status, reached]).toEqual([401, []]);
  });

  it('answers an AccessError, and lets no one in where the log throws', async () => {
    const denied = await serveSockets({}, () => {
      throw new AccessError('ERR_ROLE_REQUIRED');
    });
    const request = rawRequest('GET', '/live', [...UPGRADE, ...linesFor('GET', '/live')]);
    expect((await sendRaw(denied.port, request, UNTIL_CLOSED)).status).toBe(403);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = await serveSockets({
      onRefusal: () => {
        throw new Error('log is full');
      },
    });
    expect((await sendRaw(broken.port, rawRequest('GET', '/live', UPGRADE), UNTIL_CLOSED)).status).toBe(500);
    expect([denied.reached, broken.reached]).toEqual([[], []]);
  });

  it('outlives clients that leave while they are judged', async () => {
    let refused = 0;
    const { port, reached } = await serveSockets({
      onRefusal: async () => {
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    });
    for (let client = 0; client < 5; client += 1) {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(rawRequest('GET', '/live', UPGRADE), () => socket.resetAndDestroy()),
      );
      socket.on('error', () => undefined);
    }
    await expect.poll(() => refused).toBe(5);
    const answer = await sendRaw(port, rawRequest('GET', '/live', UPGRADE), UNTIL_CLOSED);
    expect([answer.status, reached]).toEqual([401, []]);
  });
});
