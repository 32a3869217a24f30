import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createLogFolder, line, shapesOf } from './log-folder.ts';

const folder = createLogFolder();
afterAll(() => folder.remove());
const HOST = ['--host', 'app.example.com'];
const SCANNER = { address: '198.51.100.9' };

/** What an honest user did, who loaded one page. */
const HONEST = [
  line('GET /', 200, { bytes: 1 }),
  line('GET /loads/17', 200, { bytes: 2 }),
  line('GET /app.css', 200, { bytes: 3 }),
];
const HONEST_ROUTES = ['GET / undecided', 'GET /app.css public', 'GET /loads/{id} undecided'];
const TRIED = [
  '/wp-login.php',
  '/.env',
  '/.git/config',
  '/phpmyadmin/',
  '/cgi-bin/luci',
  '/actuator/env',
  '/vendor/phpunit/eval-stdin.php',
];

const sorted = (rules: string | null): readonly string[] => [...shapesOf(rules)].sort();

describe('attacks do not become routes', () => {
  test.each([
    ['what failed', TRIED.map((path) => line(`GET ${path}`, 404, SCANNER))],
    ['what crashed the app', TRIED.map((path) => line(`GET ${path}`, 500, SCANNER))],
    ['what was refused', TRIED.map((path) => line(`GET ${path}`, 403, SCANNER))],
    [
      'what an app answers that answers everything',
      TRIED.map((path, index) => line(`GET ${path}`, 200, { ...SCANNER, bytes: index })),
    ],
    [
      'what one address tries of one kind',
      ['/wp-login.php', '/wp-admin/'].map((path) => line(`POST ${path}`, 200, SCANNER)),
    ],
    [
      'other pages of a scanner',
      [...TRIED.map((path) => line(`GET ${path}`, 404, SCANNER)), line('GET /secret-admin', 200, SCANNER)],
    ],
    [
      'traversal',
      ['/a/../../etc/passwd', '/%2e%2e/x', '/..%2f..%2fetc', '//admin', '/a\\\\b', '/a%00b', '/a;b/c'].map((path) =>
        line(`GET ${path}`, 200),
      ),
    ],
    ['absurd methods', ['TRACE', 'CONNECT', 'DEBUG', 'get', 'FOO'].map((method) => line(`${method} /loads/17`, 200))],
    [
      'paths that servers read in several ways',
      ['/a;b/c', '/@scope%2Fname', '/Inc.', '/C%23'].map((path, bytes) => line(`GET ${path}`, 200, { bytes })),
    ],
    ['hidden files', [line('GET /.config', 200, SCANNER), line('GET /backup/.secret/x', 200)]],
    ['the namespace of the gateway', [line('GET /.portcullis/v1/revocations', 200)]],
  ])('%s', async (_, lines) => {
    const { rules, exitCode } = await folder.init(folder.write('attack.log', ...HONEST, ...lines), ...HOST);
    expect(exitCode).toBe(0);
    expect(sorted(rules)).toEqual(HONEST_ROUTES);
  });

  test('a single-page app that answers every path with one page is recognised, and said', async () => {
    const paths = ['/', '/dashboard', '/wp-login.php', '/admin', '/settings', '/x'];
    const log = folder.write(
      'spa.log',
      ...paths.map((path) => line(`GET ${path}`, 200, { bytes: 777 })),
      line('GET /api/loads', 200, { bytes: 9 }),
    );
    const { rules, out } = await folder.init(log, ...HOST);
    expect(sorted(rules)).toEqual(['GET / undecided', 'GET /api/loads undecided']);
    expect(out).toContain('200 with 777 bytes');
    expect(out).toContain('GET /dashboard (1)');
  });

  test('pages whose sizes are alike by chance are no such answer', async () => {
    const lines = Array.from({ length: 600 }, (_, index) => {
      const path = ['/', '/a', '/b', '/c', '/d', '/e'][index % 6] ?? '/';
      return line(`GET ${path}`, 200, { bytes: 100 + (index % 50), address: `203.0.113.${index % 9}` });
    });
    const { rules } = await folder.init(folder.write('sizes.log', ...lines), ...HOST);
    expect(shapesOf(rules)).toHaveLength(6);
  });

  test('WordPress itself keeps its paths', async () => {
    const lines = ['203.0.113.1', '203.0.113.2'].flatMap((address) => [
      line('GET /wp-login.php', 200, { address, bytes: 1 }),
      line('POST /wp-login.php', 302, { address, bytes: 2 }),
      line('GET /wp-admin/edit.php', 200, { address, bytes: 3 }),
    ]);
    expect(sorted((await folder.init(folder.write('wp.log', ...lines), ...HOST)).rules)).toEqual([
      'GET /wp-admin/edit.php undecided',
      'GET POST /wp-login.php undecided',
    ]);
  });

  test('nothing of a log gets out of its place in the rules, and no secret into them', async () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
    const log = folder.write(
      'secrets.log',
      ...HONEST,
      line(`GET /reset/${token}?password=hunter2`, 200),
      line('GET /invite/kqjxwzvbnmtrplk', 200),
      line('GET /join/x7Kq2pZ9', 200),
      line('GET /share/ann@acme.example', 200),
      line("GET /it's:a,b&c=d!", 200),
      line('GET /a\\x22b', 200),
      line('GET /a%22%20%23%20routes:', 200),
      line('GET /%0A-%20%7B%20id:%20evil%20%7D', 200),
      line('GET /caf\\xC3\\xA9', 200),
      line('GET /loads/17', 200, { user: 'mallory' }),
    );
    const { rules, out } = await folder.init(log, ...HOST);
    expect(`${rules}${out}`).not.toMatch(/hunter2|eyJ|kqjx|x7Kq|ann@|mallory|[^\x20-\x7e\n]/);
    expect(folder.policy().routes.length).toBeGreaterThan(5);
  });

  test('a log of made-up paths takes bounded space', async () => {
    const random = (seed: number): string => (seed * 2_654_435_761).toString(36).replaceAll(/\d/g, 'a');
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      line(`GET /p${random(index)}/q${random(index + 7)}`, 200, { bytes: index }),
    );
    const { rules, exitCode } = await folder.init(folder.write('many.log', ...HONEST, ...lines), ...HOST);
    expect(exitCode).toBe(0);
    expect(shapesOf(rules).length).toBeLessThan(600);
    const names = Array.from({ length: 2_000 }, (_, index) =>
      line(`GET /wiki/${random(index)}`, 200, { bytes: index }),
    );
    const again = await folder.init(folder.write('names.log', ...names, ...names, ...names), ...HOST);
    expect(shapesOf(again.rules)).toEqual(['GET /wiki/{name} undecided']);
  }, 120_000);
});

describe('any log gives rules that compile, or a clear message', () => {
  const segment = fc.oneof(
    fc.stringMatching(/^[ -~]{0,12}$/),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '..',
      '%2f',
      '{id}',
      '**',
      '*',
      ':',
      'a.',
      'A',
      'a',
      'é',
      '%C3%A9',
      '.portcullis',
      '17',
      'x.js',
      "'",
      '"',
      '#',
      ' ',
    ),
  );
  const target = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
  const request = fc.record({
    method: fc.oneof(
      fc.constantFrom('GET', 'POST', 'PUT', 'PROPFIND', 'OPTIONS', 'HEAD'),
      fc.stringMatching(/^[A-Z]{1,9}$/),
    ),
    target,
    status: fc.constantFrom(200, 204, 301, 304, 101, 401, 403, 404, 500),
  });

  test('of requests with any path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 40 }), async (requests) => {
        const lines = requests.map((each) =>
          // Servers write a backslash before both.
          line(`${each.method} ${each.target.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\r\n]/g, '')}`, each.status),
        );
        const { exitCode, told, rules } = await folder.init(folder.write('any.log', ...lines), ...HOST);
        if (exitCode !== 0) expect(told).toContain('None of');
        else expect(rules).toMatch(/^[\x20-\x7e\n]*$/);
      }),
      { numRuns: 150 },
    );
  }, 240_000);

  test('of lines of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 10 }), async (lines) => {
        const { exitCode, told } = await folder.init(folder.write('noise.log', ...lines), ...HOST);
        expect(exitCode).toBeGreaterThan(0);
        expect(told.length).toBeGreaterThan(10);
      }),
      { numRuns: 100 },
    );
  }, 240_000);
});
