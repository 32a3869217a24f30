import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { LONG_TEST_PATIENCE_MS, pause } from '../../support/patience.ts';
import { residentPeakKib } from '../../support/resident-memory.ts';

const MIB = 1024 * 1024;
const BYTES = process.env['PORTCULLIS_TEST_LARGE'] === '1' ? 2048 * MIB : 256 * MIB;
/** A workerd that has served nothing takes about 100 MiB of this. */
const MAX_RESIDENT_KIB = 350 * 1024;
const BLOCK = Buffer.alloc(256 * 1024, 'freight ');

const { gateway } = await gateOfFile({
  answer: (request, response, body) => {
    if (request.method === 'GET')
      void pipeline(Readable.from(blocks()), response.writeHead(200, { 'content-length': BYTES })).catch(
        () => undefined,
      );
    else void body.then(({ bytes, complete }) => response.end(`${bytes} ${complete}`));
  },
  originOptions: { keepBodies: false },
  routes: ['id: documents, path: /documents, access: public, body: 5GiB, timeout: 10s'],
});

async function* blocks(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < BYTES; sent += BLOCK.length) yield BLOCK;
}

test('a large upload of announced length streams through', { timeout: LONG_TEST_PATIENCE_MS }, async () => {
  const reply = await send(gateway, '/documents', {
    method: 'POST',
    body: blocks(),
    headers: { 'content-length': String(BYTES) },
  });
  expect(reply.text).toBe(`${BYTES} true`);
  expect(residentPeakKib(gateway.pid)).toBeLessThan(MAX_RESIDENT_KIB);
});

test('a large upload in chunks streams through', { timeout: LONG_TEST_PATIENCE_MS }, async () => {
  const reply = await send(gateway, '/documents', { method: 'POST', body: blocks() });
  expect(reply.text).toBe(`${BYTES} true`);
  expect(residentPeakKib(gateway.pid)).toBeLessThan(MAX_RESIDENT_KIB);
});

/** The answer, of which nothing is read yet. */
function download(): Promise<IncomingMessage> {
  const { port } = gateway;
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path: '/documents', agent: false, headers: { host: `localhost:${port}` } })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

test('a large download streams through', { timeout: LONG_TEST_PATIENCE_MS }, async () => {
  let bytes = 0;
  const response = await download();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(response, 'close');
  expect(bytes).toBe(BYTES);
  expect(residentPeakKib(gateway.pid)).toBeLessThan(MAX_RESIDENT_KIB);
});

test('a client that reads slowly does not make the gateway hold what it has not read', {
  timeout: LONG_TEST_PATIENCE_MS,
}, async () => {
  const before = residentPeakKib(gateway.pid);
  const response = await download();
  await once(response, 'data');
  response.pause();
  await pause(1500);
  response.destroy();
  expect(residentPeakKib(gateway.pid) - before).toBeLessThan(64 * 1024);
});
