import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

const folder: RulesFolder = createRulesFolder();
afterAll(() => folder.remove());

function page(name: string, html: string): string {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'index.html'), html);
  return path;
}

async function hashes(place: string, ...args: readonly string[]) {
  const { out, exitCode } = await runCli(['csp', 'hash', place, '--json', ...args]);
  return {
    exitCode,
    ...(JSON.parse(out) as { hashes: Record<string, string[]>; toRewrite: object[]; changing: object[] }),
  };
}

describe('portcullis csp hash of a folder', () => {
  // The two hashes are those that Chromium itself names when it refuses the code.
  test('hashes what runs, and what styles', async () => {
    const html = `<script>alert(1)</script><p onclick="alert(1)" style="color:red">x</p><style>p{color:red}</style>`;
    expect(await hashes(page('all', html))).toMatchObject({
      exitCode: 0,
      hashes: {
        'script-src': ["'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"],
        'script-src-attr': ["'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"],
        'style-src': [expect.any(String)],
        'style-src-attr': [expect.any(String)],
      },
    });
  });

  test.each([
    ['<script src="/a.js">alert(1)</script>', 0],
    ['<script type="application/json">{}</script>', 0],
    ['<script type="text/template"><b></b></script>', 0],
    ['<script></script>', 0],
    ['<script type="module">a</script>', 1],
    ['<script type="importmap">{}</script>', 1],
    ['<script type=" Text/JavaScript ">a</script>', 1],
    ['<svg><script>a</script></svg>', 1],
    ['<template><script>a</script></template>', 1],
    ['<iframe srcdoc="&lt;script&gt;a&lt;/script&gt;"></iframe>', 1],
    ['<!-- <script>a</script> -->', 0],
    ['<textarea><script>a</script></textarea>', 0],
    ['<p data-onclick="a" once-more="b">', 0],
  ])('%s', async (html, count) => {
    expect(Object.values((await hashes(page('one', html))).hashes).flat()).toHaveLength(count);
  });

  test('line ends are those that browsers hash', async () => {
    const [unix, dos] = [
      await hashes(page('unix', '<script>a\nb</script>')),
      await hashes(page('dos', '<script>a\r\nb</script>')),
    ];
    expect(dos.hashes).toEqual(unix.hashes);
  });

  test.each(['javascript:go()', ' java\nscript:go()', '\u0001JavaScript:go()'])(
    '%j is to be rewritten',
    async (url) => {
      const { exitCode, toRewrite, hashes: found } = await hashes(page('url', `<a href="${url}">x</a>`));
      expect([exitCode, toRewrite.length, found]).toEqual([1, 1, {}]);
    },
  );

  test('a folder without pages, and a file without a cookie, are wrong usage', async () => {
    expect((await runCli(['csp', 'hash', join(folder.path, 'addresses')])).exitCode).toBe(2);
    const cookie = join(folder.path, 'cookie.txt');
    writeFileSync(cookie, 'a\nb');
    expect((await runCli(['csp', 'hash', 'http://127.0.0.1:1', '--cookie-file', cookie])).exitCode).toBe(2);
  });
});

describe('portcullis csp hash of a URL', () => {
  let server: Server;
  let url: string;
  const asked: { readonly path: string; readonly cookie: string | undefined }[] = [];
  const pages: Record<string, () => string> = {
    '/': () =>
      '<a href="/b#x">b</a><a href="/sign-out">x</a><a href="https://elsewhere.example/">y</a><script>a</script>',
    '/b': () => `<a href="/">a</a><script>b</script><script>token = ${asked.length}</script>`,
  };

  beforeAll(async () => {
    server = createServer(({ url: path = '', headers: { cookie } }, response) => {
      asked.push({ path, cookie });
      response.setHeader('content-type', 'text/html');
      if (path === '/start') response.writeHead(302, { location: '/' }).end();
      else response.end(pages[path]?.() ?? 'none');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test('follows links of the same host as a signed-in user, and names code that changes', async () => {
    const cookie = join(folder.path, 'role.txt');
    writeFileSync(cookie, 'header.payload.signature\n');
    const { out, exitCode } = await runCli(['csp', 'hash', `${url}/start`, '--cookie-file', cookie]);
    expect(exitCode).toBe(1);
    expect(out).toContain('Inline code of 2 pages');
    expect(out.match(/sha256/g)).toHaveLength(2);
    expect(out).toContain('/b:1: <script> differs from one fetch to the next');
    expect(out).toContain('/sign-out was not opened');
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/start', '/', '/b']));
    expect(new Set(asked.map((each) => each.cookie))).toEqual(new Set(['__Host-role=header.payload.signature']));
  });

  test('opens no more pages than asked for', async () => {
    const { out } = await runCli(['csp', 'hash', url, '--pages', '1']);
    expect(out).toContain('raise --pages');
  });
});

describe('portcullis csp suggest', async () => {
  const { server, portcullis } = await adminCommandOfFile();
  const kind = {
    directive: 'img-src',
    disposition: 'report',
    count: 3,
    first: '2026-11-01',
    last: '2026-11-30',
    document: '/x',
  };

  test('reads all pages of the gateway, and says what it leaves out', async () => {
    server.answer = ({ path }, response) =>
      reply(response, 200, {
        reports: [
          {
            route: path.includes('cursor') ? 'gone' : 'app',
            kinds: [{ ...kind, blocked: 'moz-extension:' }],
            overflow: 4,
          },
        ],
        next: path.includes('cursor') ? null : '20',
      });
    const { out, told, exitCode } = await portcullis(['csp', 'suggest']);
    expect(exitCode).toBe(0);
    expect(out).toContain("Left out: 6 reports of browsers' extensions.");
    expect(told).toContain('8 further reports');
  });

  test.each([{}, { reports: [{}], next: null }, { reports: [{ route: 'app', kinds: [{}], overflow: 0 }], next: null }])(
    'an answer that is none is a failure (%j)',
    async (answer) => {
      server.answer = (_, response) => reply(response, 200, answer);
      expect((await portcullis(['csp', 'suggest'])).exitCode).toBe(1);
    },
  );
});
