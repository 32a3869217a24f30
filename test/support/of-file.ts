import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import { startOrigin, type TestOrigin } from './origin.ts';
import { type RedisStore, startRedisStore } from './redis-store.ts';

/** Ends `started` after the tests of the file or of the `describe` that calls this. What started last ends first. */
export function ofFile<T>(started: T, end: (started: T) => unknown): T {
  afterAll(async () => {
    await end(started);
  });
  return started;
}

export async function originOfFile(...options: Parameters<typeof startOrigin>): Promise<TestOrigin> {
  return ofFile(await startOrigin(...options), (origin) => origin.close());
}

export async function gatewayOfFile(options: TestGatewayOptions): Promise<TestGateway> {
  return ofFile(await startTestGateway(options), (gateway) => gateway.stop());
}

export async function redisStoreOfFile(): Promise<RedisStore> {
  return ofFile(await startRedisStore(), (store) => store[Symbol.asyncDispose]());
}

/** An empty folder; its path begins with `name`. */
export async function folderOfFile(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  return ofFile(folder, () => rm(folder, { recursive: true, force: true }));
}

/** An origin that speaks no HTTP of its own: `onSocket` says what every connection gets. */
export async function tcpOriginOfFile(onSocket: (socket: Socket) => void): Promise<{ readonly url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return ofFile({ url: `http://127.0.0.1:${port}` }, () => new Promise((resolve) => server.close(resolve)));
}
