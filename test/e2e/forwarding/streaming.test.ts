import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { until } from '../../support/gateway.ts';

/** Responses that the origin holds open, by path. */
const held = new Map<string, ServerResponse>();
const closed = new Set<string>();

const { gateway } = await gateOfFile({
  answer: (request, response) => {
    const path = request.url ?? '';
    held.set(path, response);
    response.on('close', () => closed.add(path));
    if (path.startsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      response.write('data: first\n\n');
    }
  },
  originMembers: 'timeout: 5s',
  routes: ['id: all, path: /**, access: public, body: 64KiB'],
});

function open(path: string, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(
      {
        host: '127.0.0.1',
        port: gateway.port,
        path,
        method,
        agent: false,
        headers: { host: `localhost:${gateway.port}` },
      },
      resolve,
    )
      .on('error', reject)
      .end();
  });
}

function nextChunk(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => response.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

test('each server-sent event arrives while the origin still holds the response open', async () => {
  const response = await open('/events/1');
  expect(response.headers['content-type']).toBe('text/event-stream');
  expect(await nextChunk(response)).toBe('data: first\n\n');
  expect(held.get('/events/1')?.writableEnded).toBe(false);
  const second = nextChunk(response);
  held.get('/events/1')?.write('data: second\n\n');
  expect(await second).toBe('data: second\n\n');
  const ended = new Promise((resolve) => response.once('end', resolve));
  held.get('/events/1')?.end();
  await ended;
  expect(response.complete).toBe(true);
});

test('a long poll is answered when the origin answers', async () => {
  const reply = send(gateway, '/poll');
  const response = await until(() => held.get('/poll'));
  response.end('news');
  expect((await reply).text).toBe('news');
});

// Plain workerd notices that a client has left when it next writes to it, a bare `fetch(request)` Worker no earlier.
test('a client that leaves an open stream is gone for the origin with its next event', async () => {
  const response = await open('/events/left');
  await nextChunk(response);
  expect(closed.has('/events/left')).toBe(false);
  response.destroy();
  const beat = setInterval(() => held.get('/events/left')?.write(': beat\n\n'), 50);
  await until(() => (closed.has('/events/left') ? true : undefined)).finally(() => clearInterval(beat));
});

// The same runtime has nothing to write before there is an answer; the time-out of the route then ends the wait.
test('a client that leaves before there is an answer is gone for the origin when the time is up', async () => {
  const request = httpRequest({
    host: '127.0.0.1',
    port: gateway.port,
    path: '/waiting',
    agent: false,
    headers: { host: `localhost:${gateway.port}` },
  });
  request.on('error', () => undefined);
  request.end();
  await until(() => held.get('/waiting'));
  request.destroy();
  await until(() => (closed.has('/waiting') ? true : undefined));
});

test('an answer that breaks off at the origin is no whole answer for the client', async () => {
  const reply = send(gateway, '/events/broken');
  const response = await until(() => held.get('/events/broken'));
  response.destroy();
  expect((await reply).complete).toBe(false);
});

test('an answer of announced length that breaks off is no whole answer either', async () => {
  const reply = send(gateway, '/short');
  const response = await until(() => held.get('/short'));
  response.writeHead(200, { 'content-length': '1000' });
  response.write('x'.repeat(500), () => response.destroy());
  expect((await reply).complete).toBe(false);
});
