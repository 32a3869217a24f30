import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type BehindGate, startBehindGate } from './behind-gate.ts';
import { documentBlocks } from './document-blocks.ts';
import { createOutsideApp, type OutsideApp, packSdk } from './outside-app.ts';

const TSC = 'node_modules/typescript/bin/tsc';
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['*.ts'],
});
const TYPES = ['typescript', '@types/node'];

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-pack-'));
  tarball = await packSdk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A fetch handler is served by whatever runs it; here by a server for Node. */
const SERVE_HANDLER = `import { serve } from '@hono/node-server';
import handler from './handler.ts';
serve({ ...handler, port: Number(process.env['PORT']) });
`;

describe.each<[string, string[], boolean]>([
  ['Hono', ['hono', '@hono/node-server'], true],
  ['Express 5', ['express', '@types/express'], true],
  ['Fastify 5', ['fastify'], true],
  ['node:http, HTTP/2 and WebSockets', ['ws', '@types/ws'], false],
  ['Fetch handlers: Workers, Deno, Bun', ['hono', '@hono/node-server'], false],
])('the documented app for "%s", installed outside the workspace', (heading, packages, hasHealth) => {
  let app: OutsideApp;
  let running: BehindGate;
  beforeAll(async () => {
    const [block] = documentBlocks(heading);
    const text = block?.text ?? '';
    app = await createOutsideApp(tarball, [...packages, ...TYPES], {
      ...(text.includes('export default') ? { 'handler.ts': text, 'app.ts': SERVE_HANDLER } : { 'app.ts': text }),
      'tsconfig.json': TSCONFIG,
    });
    running = await startBehindGate(app, 'app.ts');
  });
  afterAll(async () => {
    await running?.stop();
    await app?.remove();
  });

  it('compiles in strict mode', async () => {
    expect(await app.node(TSC, '-p', '.')).toBe('');
  });

  it('knows who asks through the gateway', async () => {
    expect((await running.ask('/')).text).toBe('Hello user-1');
    expect((await running.ask('/', { signedIn: false })).text).toBe('Hello stranger');
    expect((await running.ask('/?page=2&q=a%20b')).text).toBe('Hello user-1');
  });

  it('is all clear to portcullis doctor', async () => {
    expect(await running.doctor('/')).toMatch(/All clear: \d\d wrong contexts refused\.$/);
  });

  it('refuses everyone who comes directly', async () => {
    const caught = await running.headersFor('GET', '/');
    expect((await running.direct('/', { headers: caught })).text).toBe('Hello user-1');
    for (const [target, headers] of [
      ['/', {}],
      ['/', { cookie: await running.cookie() }],
      ['/', { ...caught, 'x-forwarded-host': 'other.example' }],
      ['/', { ...caught, portcullis_context: 'x' }],
      ['/?page=2', caught],
      ['/nothing', {}],
    ] satisfies [string, Record<string, string>][]) {
      const answer = await running.direct(target, { headers });
      expect([target, answer.status, JSON.parse(answer.text)]).toMatchObject([
        target,
        401,
        { code: 'context_required' },
      ]);
    }
    if (hasHealth) expect((await running.direct('/health')).text).toBe('ok');
  });

  it('upgrades no one who comes directly', async () => {
    const cookie = await running.cookie();
    expect(await socketSays(running.port, cookie)).toBe('401');
    if (packages.includes('ws')) expect(await socketSays(running.gateway.port, cookie)).toBe('Hello user-1');
  });
});

/** The first message of the WebSocket at `/live`, or the status with which it was refused. */
function socketSays(port: number, cookie: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = `ws://localhost:${port}/live`;
    const socket = new WebSocket(url, { headers: { cookie }, origin: `http://localhost:${port}` });
    socket.on('message', (text) => {
      resolve(String(text));
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', reject);
  });
}

describe('the documented app for "Next.js 16", installed outside the workspace', () => {
  const NEXT = 'node_modules/next/dist/bin/next';
  let app: OutsideApp;
  let running: BehindGate;
  beforeAll(async () => {
    const files = documentBlocks('Next.js 16').map(({ file, text }) => [file ?? '', text]);
    app = await createOutsideApp(tarball, ['next', 'react', 'react-dom', '@types/react', ...TYPES], {
      ...(Object.fromEntries(files) as Record<string, string>),
      'app/layout.tsx':
        'export default function Layout({ children }: { children: React.ReactNode }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
      'app/health/route.ts': "export const GET = () => new Response('ok');\n",
      'app/[...path]/page.tsx':
        'export default async function Page({ params }: { params: Promise<{ path: string[] }> }) {\n  return <p>at {(await params).path.join("/")}</p>;\n}\n',
    });
    await app.node(NEXT, 'build');
    running = await startBehindGate(app, NEXT, 'start', '-p', 'PORT', '-H', '127.0.0.1');
  });
  afterAll(async () => {
    await running?.stop();
    await app?.remove();
  });

  it('knows who asks through the gateway, in pages and in route handlers', async () => {
    expect((await running.ask('/')).text).toContain('user-1</p>');
    expect((await running.ask('/', { signedIn: false })).text).toContain('stranger</p>');
    expect((await running.ask('/?page=2&q=a%20b')).text).toContain('user-1</p>');
    expect(JSON.parse((await running.ask('/api/me?x=1')).text)).toEqual({ user: 'user-1' });
    expect((await running.ask('/deep/down')).status).toBe(200);
  });

  it('serves what a browser asks on a click, and the files of a page, through the gateway alone', async () => {
    const headers = { rsc: '1', accept: '*/*' };
    const click = await running.ask('/?_rsc', { headers });
    expect([click.status, click.header('content-type')]).toEqual([200, 'text/x-component']);
    expect(click.text).toContain('user-1');
    const [script = ''] = /\/_next\/static\/[^"]+\.js/.exec((await running.ask('/')).text) ?? [];
    expect((await running.ask(script)).status).toBe(200);
    expect([(await running.direct(script)).status, (await running.direct('/?_rsc', { headers })).status]).toEqual([
      401, 401,
    ]);
  });

  it('is all clear to portcullis doctor', async () => {
    expect(await running.doctor('/')).toMatch(/All clear: \d\d wrong contexts refused\.$/);
  });

  it('refuses everyone who comes directly', async () => {
    const caught = await running.headersFor('GET', '/');
    expect((await running.direct('/', { headers: caught })).text).toContain('user-1');
    const others: [string, Record<string, string>, string?][] = [
      ['/', {}],
      ['/', {}, 'POST'],
      ['/', caught, 'HEAD'],
      ['/', { cookie: await running.cookie() }],
      ['/', { ...caught, 'x-forwarded-host': 'other.example' }],
      ['/', { ...caught, portcullis_context: 'x' }],
      ['/?page=2', caught],
      ['/api/me', caught],
      ['/api/me', {}],
      ['/api/me', {}, 'OPTIONS'],
      ['/deep/down', {}],
      ['/deep/down', { ...caught, 'portcullis-asked': 'GET /deep/down' }],
      ['/deep/down', { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }],
      ['/deep/down', { 'x-prerender-revalidate': '1' }],
      ['/deep/down', { 'x-middleware-next': '1', 'next-action': 'x' }],
      ['/_next/image?url=%2Fx.png&w=64&q=75', {}],
      ['/_next/data/x/index.json', {}],
      ['/nothing.txt', {}],
    ];
    for (const [target, headers, method = 'GET'] of others) {
      const answer = await running.direct(target, { method, headers });
      expect([method, target, answer.status]).toEqual([method, target, 401]);
    }
    expect((await running.direct('/health')).text).toBe('ok');
  });

  it('shows no page below another spelling of an open path', async () => {
    for (const target of [
      '/deep/../health',
      '/deep/%2e%2e/health',
      '/deep/..\\health',
      '/health/../deep',
      '//health',
      '/health#/../deep',
      '/HEALTH',
      '/health.rsc',
      '/health%2f..%2fdeep',
    ]) {
      const answer = await running.direct(target);
      expect([target, answer.text.includes('at deep'), answer.text.includes('Hello')]).toEqual([target, false, false]);
    }
  });

  async function rebuild(change: () => Promise<void>): Promise<void> {
    await running.stop();
    await change();
    await app.node(NEXT, 'build');
    running = await startBehindGate(app, NEXT, 'start', '-p', 'PORT', '-H', '127.0.0.1');
  }

  it('is bound to the whole target below a base path, with slashes at the end', async () => {
    const config = join(app.folder, 'next.config.ts');
    const text = await readFile(config, 'utf8');
    const route = join(app.folder, 'app/api/me/route.ts');
    const handler = await readFile(route, 'utf8');
    await rebuild(async () => {
      await writeFile(config, text.replace('{ skip', "{ basePath: '/base', trailingSlash: true, skip"));
      await writeFile(route, handler.replace(' gate)', ' { ...gate, behindProxy: true })'));
    });
    expect((await running.ask('/base/?page=2')).text).toContain('user-1</p>');
    expect(JSON.parse((await running.ask('/base/api/me/?x=1')).text)).toEqual({ user: 'user-1' });
    expect((await running.ask('/base/deep/down/')).status).toBe(200);
    const caught = await running.headersFor('GET', '/base/');
    expect((await running.direct('/base/', { headers: caught })).text).toContain('user-1');
    for (const target of ['/', '/base/api/me/', '/base/deep/down/', '/base/health/', '/base/_next/x/'])
      expect([target, (await running.direct(target, { headers: caught })).status]).toEqual([target, 401]);
    await writeFile(config, text);
    await writeFile(route, handler);
  });

  it('refuses what the browser asks on a click where Next hides a part of the URL', async () => {
    const config = join(app.folder, 'next.config.ts');
    const text = await readFile(config, 'utf8');
    await rebuild(() => writeFile(config, text.replace('skipProxyUrlNormalize: true', '')));
    expect((await running.ask('/')).text).toContain('user-1</p>');
    expect((await running.ask('/?_rsc', { headers: { rsc: '1' } })).status).toBe(401);
    await writeFile(config, text);
  });

  it('shows no page that the proxy has not seen, whatever the headers say', async () => {
    await rebuild(() => rm(join(app.folder, 'proxy.ts')));
    const forged = { 'portcullis-asked': 'GET /', 'portcullis-context': 'a.b.c', 'x-forwarded-host': 'localhost' };
    expect((await running.ask('/')).status).toBe(500);
    for (const headers of [{}, forged, await running.headersFor('GET', '/')]) {
      const answer = await running.direct('/', { headers });
      expect([answer.status, answer.text.includes('Hello')]).toEqual([500, false]);
    }
    // A route handler stands on its own.
    expect(JSON.parse((await running.ask('/api/me')).text)).toEqual({ user: 'user-1' });
    expect((await running.direct('/api/me')).status).toBe(401);
  });
});
