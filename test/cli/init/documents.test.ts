import { afterAll, describe, expect, test } from 'vitest';
import { createLogFolder, line, shapesOf } from './log-folder.ts';

const folder = createLogFolder();
afterAll(() => folder.remove());
const HOST = ['--host', 'api.example.com'];

const DOCUMENT = `openapi: 3.1.0
info: { title: Loads, version: "1" }
servers: [{ url: https://api.example.com/v1 }]
security: [{ token: [] }]
paths:
  /status: { get: { security: [], responses: {} } }
  /loads: { get: {}, post: {} }
  /loads/{load}: { get: {}, delete: {} }
  /loads/{load}/photos/{photo}.jpg: { get: {} }
  /report?x=1: { get: {} }
  /odd: { trace: {}, x-note: {}, parameters: [] }
`;

describe('portcullis init with an API document', () => {
  test('takes its operations, closed but for those that it says need no credentials', async () => {
    const { rules, out } = await folder.init(folder.write('openapi.yaml', DOCUMENT));
    expect(shapesOf(rules)).toEqual([
      'GET POST /v1/loads undecided',
      'GET DELETE /v1/loads/{name} undecided',
      'GET /v1/loads/{name}/photos/{name2} undecided',
      'GET /v1/status public',
    ]);
    expect(rules).toContain('  - api.example.com # 0 requests');
    expect(rules).toContain("# 0 requests; in the API's document only; by the API's document");
    expect(out).toContain("1 operation of the API's document that no route can name");
  });

  test('counts the requests of a log to what the document calls a variable', async () => {
    const log = folder.write(
      'access.log',
      line('GET /v1/loads/blue-whale', 200),
      line('GET /v1/loads/17', 200),
      line('GET /v1/other', 200),
    );
    const { rules } = await folder.init(folder.write('openapi.yaml', DOCUMENT), log, ...HOST);
    expect(rules).toContain('# 2 requests: GET 2, DELETE 0');
    expect(shapesOf(rules)).toContain('GET /v1/other undecided');
  });

  test('reads JSON, and Swagger 2', async () => {
    const swagger = { swagger: '2.0', host: 'old.example.com', basePath: '/api/', paths: { '/a/{b}/': { get: {} } } };
    const { rules } = await folder.init(folder.write('swagger.json', JSON.stringify(swagger)));
    expect(rules).toContain('- old.example.com #');
    expect(shapesOf(rules)).toEqual(['GET /api/a/{name} undecided']);
  });

  test.each([
    ['a document without an end', 'openapi: 3.1.0\npaths: {', 'cannot be read as one'],
    ['a document without a host', 'openapi: 3.1.0\npaths: { /a: { get: {} } }', 'Name the public host with --host'],
    [
      'aliases that multiply',
      `openapi: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n${'d: [*c,*c]\n'.repeat(60)}`,
      'cannot be read as one',
    ],
  ])('%s is a clear message', async (_, text, message) => {
    const { exitCode, told } = await folder.init(folder.write('bad.yaml', text));
    expect(exitCode).toBe(2);
    expect(told).toContain(message);
  });
});

describe('portcullis init with a recording of a browser', () => {
  const entry = (
    url: string,
    { method = 'GET', html = '', bodySize = 0, headers = [] as readonly object[] } = {},
  ): object => ({
    startedDateTime: '2026-11-01T08:00:00.000Z',
    request: { method, url, headers: [{ name: 'Cookie', value: 'sid=hunter2' }, ...headers], bodySize },
    response: {
      status: 200,
      content: {
        mimeType: html === '' ? 'application/json' : 'text/html; charset=utf-8',
        size: html.length,
        text: html,
      },
    },
  });
  const har = (...entries: readonly object[]): string => JSON.stringify({ log: { version: '1.2', entries } });

  test('takes hashes of inline scripts, large bodies and WebSockets, and leaves other sites to decide', async () => {
    const html =
      '<script>go()</script><style>p{}</style><link rel="stylesheet" href="https://fonts.example/a.css"><link rel="canonical" href="https://www.example/">';
    const recording = folder.write(
      'visit.har',
      har(
        entry('https://app.example.com/home', { html }),
        entry('https://fonts.example/a.css'),
        entry('https://app.example.com/upload?token=hunter2', { method: 'POST', bodySize: 3_000_000 }),
        entry('wss://app.example.com/live', { headers: [{ name: 'Upgrade', value: 'websocket' }] }),
      ),
    );
    const { rules, out } = await folder.init(recording);
    expect(shapesOf(rules)).toEqual(['GET /home undecided', 'GET /live undecided', 'POST /upload undecided']);
    expect(rules).toMatch(
      /profile: app\n {2}csp: \{ script-src: \["'self'", "'wasm-unsafe-eval'", "'sha256-.{43}='"\] \}/,
    );
    expect(rules).toContain('body: 8MiB }');
    expect(rules).toContain('WebSocket 1');
    expect(out).toContain('https://fonts.example (1 page)');
    expect(out).not.toContain('https://www.example');
    expect(`${rules}${out}`).not.toContain('hunter2');
  });

  test('a recording of the app on this machine stands for the public host', async () => {
    const recording = folder.write(
      'local.har',
      har(entry('http://localhost:3000/a'), entry('https://cdn.example/x.js')),
    );
    const { rules, exitCode } = await folder.init(recording, '--host', 'app.example.com');
    expect([exitCode, shapesOf(rules)]).toEqual([0, ['GET /a undecided']]);
  });

  test('code that changes from one load to the next has no hash', async () => {
    const pages = [1, 2].map((time) => entry('https://app.example.com/', { html: `<script>token = ${time}</script>` }));
    expect((await folder.init(folder.write('changing.har', har(...pages)))).rules).toContain(
      'headers: legacy # 1 page with 1 piece',
    );
  });
});
