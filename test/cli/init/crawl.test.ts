import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogFolder, shapesOf } from './log-folder.ts';

const folder = createLogFolder();
const HOST = ['--host', 'app.example.com'];
const SCRIPT = '<script>start()</script>';

/** An app with a public page, pages for users, and one for admins. */
const PAGES: Readonly<Record<string, (user: string | null) => readonly [status: number, body: string]>> = {
  '/': () => [
    200,
    `<a href="/help">h</a><a href="/hello">o</a><a href="/loads">l</a><a href="/sign-out">x</a><link rel="stylesheet" href="/app.css">${SCRIPT}`,
  ],
  // Greets everyone, each in another way.
  '/hello': (user) => [200, `hello ${user ?? 'stranger'}`],
  '/help': () => [200, `help ${SCRIPT}`],
  '/app.css': () => [200, 'p{}'],
  '/loads': (user) =>
    user === null
      ? [302, '/sign-in']
      : [200, `<a href="/loads/17">17</a><a href="/loads/18">18</a><a href="/admin">a</a>`],
  '/loads/17': (user) => (user === null ? [302, '/sign-in'] : [200, 'load']),
  // Shown to everyone, which says nothing of the others.
  '/loads/18': () => [200, 'shared load'],
  '/sign-in': (user) => (user === null ? [200, '<form method="post">'] : [302, '/loads']),
  '/admin': (user) => (user === 'boss' ? [200, 'admin'] : [403, 'no']),
};

let server: Server;
let url: string;
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const user = /sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
    const [status, body] = PAGES[request.url ?? '']?.(user) ?? [404, 'none'];
    response.setHeader('content-type', 'text/html');
    if (status === 302) response.setHeader('location', body);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  folder.remove();
});

describe('portcullis init --crawl', () => {
  test('opens to each role what the app opened to it, and to anyone what needed no credentials', async () => {
    const boss = folder.write('boss.txt', 'Cookie: sid=boss');
    const { rules, out, exitCode } = await folder.init(
      '--crawl',
      url,
      ...HOST,
      '--as',
      'dispatcher=Cookie: sid=ann',
      `boss=@${boss}`,
    );
    expect(exitCode).toBe(0);
    expect([...shapesOf(rules)].sort()).toEqual([
      'GET / public',
      'GET /admin boss',
      'GET /app.css public',
      'GET /hello boss, dispatcher',
      'GET /help public',
      'GET /loads boss, dispatcher',
      'GET /loads/{id} boss, dispatcher',
      'GET /sign-in public',
    ]);
    expect(rules).toMatch(/profile: strict\n {2}csp: \{ script-src: \["'self'", "'sha256-[^"]+'"\] \}/);
    expect(rules).toContain(`origins: { app: "${url}" }`);
    expect(asked.every(({ method }) => method === 'GET')).toBe(true);
    expect(asked.map((request) => request.url)).not.toContain('/sign-out');
    expect(out).toContain('/sign-out was not opened');
    expect(`${rules}${out}`).not.toMatch(/sid=|=ann/);
  });

  test.each([
    [['--as', 'boss=Cookie: a=b'], 'add --crawl'],
    [['--crawl', 'http://127.0.0.1:1', '--as', 'anonymous=Cookie: a=b'], 'is not a role'],
    [['--crawl', 'http://127.0.0.1:1', '--as', 'boss=X-User: boss'], 'must be one line'],
    [['--crawl', 'http://127.0.0.1:1', '--as', 'boss=Cookie: a\nHost: b'], 'must be one line'],
    [['--crawl', 'http://127.0.0.1:1'], 'cannot be reached'],
    [[], 'Name logs'],
  ])('%j is a clear message', async (args, message) => {
    const { exitCode, told } = await folder.init(...args, ...HOST);
    expect(exitCode).toBeGreaterThan(0);
    expect(told).toContain(message);
    expect(told).not.toContain('a=b');
  });
});
