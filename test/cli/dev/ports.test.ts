import { createServer } from 'node:net';
import { freePort, isPortFree } from '@portcullis/cli/dev';
import { expect, test } from 'vitest';

test('finds no port twice, and none that a system gives to clients', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => freePort()));
  expect(new Set(ports).size).toBe(200);
  expect(ports.filter((port) => port < 10_240 || port >= 32_768)).toEqual([]);
});

test('a port on which a server listens is not free', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect(await isPortFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});
