import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-doctor-'));
const rules = join(folder, 'gateway.yaml');
writeFileSync(
  rules,
  `version: 1
gateway: acme-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [owner]
origins:
  wiki: { url: "https://wiki.example.com", keys: ORIGIN_WIKI_KEYS, context: HS256, identity: { user: X-WEBAUTH-USER } }
routes:
  - { id: wiki, path: /**, access: { roles: any } }
`,
);
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command says of an app that listens. */
async function doctorOf(app: RequestListener): Promise<Awaited<ReturnType<typeof runCli>>> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await runCli(['doctor', '--origin', `http://127.0.0.1:${port}`, '--rules', rules]);
  } finally {
    server.close();
  }
}

test('an app that takes a forged header for who asks', async () => {
  const { exitCode, out } = await doctorOf(({ headers }, response) =>
    response.end(`hello ${headers['x-webauth-user'] ?? 'stranger'}`),
  );
  expect(out).toContain('otherwise to a forged user');
  expect(exitCode).toBe(1);
});

test('an app that lets a forged header in', async () => {
  const { exitCode } = await doctorOf(({ headers }, response) =>
    response.writeHead(headers['x-webauth-user'] === undefined ? 401 : 200).end(),
  );
  expect(exitCode).toBe(1);
});

test('an app that answers all alike, and one with another page each time', async () => {
  const alike = await doctorOf((_request, response) => response.writeHead(403).end('no'));
  expect([alike.exitCode, alike.out.includes('Close this way all the same')]).toEqual([0, true]);
  let count = 0;
  const varied = await doctorOf((_request, response) => response.end(`page ${count++}`));
  expect([varied.exitCode, varied.out.includes('differently each time')]).toEqual([1, true]);
});

test.each<[string, RequestListener]>([
  [
    'greets the forged user on pages that differ',
    ({ headers }, response) => response.end(`${Math.random()} hello ${headers['x-webauth-user'] ?? 'guest'}`),
  ],
  [
    'lets the forged user in, on pages that differ',
    ({ headers }, response) =>
      response.writeHead(headers['x-webauth-user'] === undefined ? 401 : 200).end(`${Math.random()}`),
  ],
  [
    'breaks on the forged header',
    ({ headers }, response) =>
      headers['x-webauth-user'] === undefined ? response.end('hi') : response.socket?.destroy(),
  ],
  [
    'leads the forged user elsewhere',
    ({ headers }, response) =>
      response.writeHead(302, { location: headers['x-webauth-user'] === undefined ? '/login' : '/home' }).end(),
  ],
])('an app that %s', async (_name, app) => {
  const { exitCode, out } = await doctorOf(app);
  expect([exitCode, out.includes('otherwise to a forged user')]).toEqual([1, true]);
});

test('an app that cannot be reached', async () => {
  const { exitCode, out } = await runCli(['doctor', '--origin', 'http://127.0.0.1:1', '--rules', rules]);
  expect([exitCode, out.includes('does not answer directly, as it should be')]).toEqual([0, true]);
});
