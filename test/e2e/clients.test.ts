import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ofFile } from '../support/of-file.ts';

/** The recipes of docs/clients.md for clients that need no server of their own to be tried: `npm run test:apps` has the others. */

const SECRET = 'whsec-0123456789';
const [introduction = '', ...sections] = readFileSync('docs/clients.md', 'utf8').split(/^## /m);

const app = ofFile(await startApp(), (started) => started.close());
let gateway: TestGateway | undefined;
afterEach(() => gateway?.stop());

interface App {
  readonly url: string;
  /** Requests that reached it, as `METHOD /path`. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

/** An app that checks signatures of webhooks and `Authorization`, and answers gRPC-web. */
async function startApp(): Promise<App> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (request.url === '/webhooks/payments') {
    response.writeHead(request.headers['x-signature'] === signatureOf(body) ? 204 : 403).end();
  } else if (request.headers['content-type'] === 'application/grpc-web+proto') {
    response.writeHead(200, { 'content-type': 'application/grpc-web+proto' }).write(body);
    response.end(frame(0x80, 'grpc-status:0\r\n'));
  } else if (request.url === '/api/things' && request.headers.authorization !== `Basic ${btoa('me:correct-horse')}`) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="things"' }).end();
  } else response.end('ok');
}

function signatureOf(body: Uint8Array): string {
  return createHmac('sha256', SECRET).update(body).digest('hex');
}

/** A message, or the trailers (0x80), of gRPC-web. */
function frame(flags: number, text: string): Buffer<ArrayBuffer> {
  const start = Buffer.alloc(5);
  start.writeUInt8(flags);
  start.writeUInt32BE(text.length, 1);
  return Buffer.concat([start, Buffer.from(text)]);
}

function rulesIn(markdown: string): string {
  return /^```yaml\n([\s\S]*?)^```$/m.exec(markdown)?.[1] ?? '';
}

/** Starts the gateway with the recipe under the heading. @param machines the network that stands for the recipe's own */
async function start(heading: string, machines = '$&'): Promise<TestGateway> {
  const recipe = rulesIn(sections.find((section) => section.startsWith(`${heading}\n`)) ?? '');
  const here = `development:\n  hosts: ["localhost:PORT"]\n  origins: { app: "${app.url}" }\n`;
  const rules = rulesIn(introduction) + recipe.replace(/\d+\.\d+\.\d+\.\d+\/\d+/, machines) + here;
  gateway = await startTestGateway({ rules });
  app.seen.length = 0;
  return gateway;
}

test('a webhook reaches the app as it was signed, from the networks of its sender only', async () => {
  const body = Buffer.from('{"amount": 4200,\t"note":"\\u00fc ü"}\n');
  const hook = { method: 'POST', body, headers: { 'x-signature': signatureOf(body) } };
  const { url, stop } = await start('Webhooks', '127.0.0.0/8');
  expect((await fetch(`${url}/webhooks/payments`, hook)).status).toBe(204);
  await stop();
  const other = await start('Webhooks');
  expect((await fetch(`${other.url}/webhooks/payments`, hook)).status).toBe(403);
  expect(app.seen).toEqual([]);
});

test('monitors ask the gateway, and the app through it', async () => {
  const { url } = await start('Health checks', '127.0.0.0/8');
  expect((await fetch(`${url}/.portcullis/health`)).status).toBe(200);
  expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok');
  expect(app.seen).toEqual(['GET /healthz']);
});

test('gRPC-web passes with its trailers, for a session', async () => {
  const { url, mint } = await start('gRPC-web');
  const call = { method: 'POST', body: frame(0, 'order'), headers: { 'content-type': 'application/grpc-web+proto' } };
  const cookie = await mint.cookie({ roles: ['member'] });
  const answered = await fetch(`${url}/acme.orders.v1.Orders/Get`, { ...call, headers: { ...call.headers, cookie } });
  const bytes = Buffer.from(await answered.arrayBuffer());
  expect(bytes.equals(Buffer.concat([frame(0, 'order'), frame(0x80, 'grpc-status:0\r\n')]))).toBe(true);
  expect((await fetch(`${url}/acme.orders.v1.Orders/Get`, call)).status).toBe(401);
  expect(app.seen).toEqual(['POST /acme.orders.v1.Orders/Get']);
});

test('Basic of the app is asked for by the app, and reaches it', async () => {
  const { url } = await start("The app's own Basic or Bearer");
  const asked = await fetch(`${url}/api/things`);
  expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="things"']);
  const headers = { authorization: `Basic ${btoa('me:correct-horse')}` };
  expect((await fetch(`${url}/api/things`, { headers })).status).toBe(200);
});

test('a mobile app calls with the cookie of its sign-in, without any header of a browser', async () => {
  const { url, mint } = await start('Mobile apps');
  const cookie = await mint.cookie({ roles: ['member'] });
  const headers = { cookie, authorization: `Basic ${btoa('me:correct-horse')}` };
  expect((await fetch(`${url}/api/things`, { method: 'POST', headers, body: '{}' })).status).toBe(200);
  const refused = await fetch(`${url}/api/things`);
  expect([refused.status, (await refused.json()).code]).toEqual([401, 'session_required']);
});
