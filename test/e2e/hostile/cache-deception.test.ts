import { freePort } from '@portcullis/cli/dev';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { nginxOfFile } from '../nginx-of-file.ts';

/** The app answers everything below `/account` with the visitor's page, and lets everyone keep it. */
const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const css = request.url?.startsWith('/assets/');
    response
      .writeHead(200, {
        'content-type': css ? 'text/css' : 'text/html',
        'cache-control': 'public, max-age=600',
        expires: 'Wed, 21 Oct 2037 07:28:00 GMT',
        'x-accel-expires': '600',
      })
      .end(css ? 'a{}' : 'private page');
  },
  routes: [
    'id: assets, path: /assets/**, methods: [GET], access: public',
    'id: account, path: /account/**, methods: [GET], access: { roles: [owner] }',
  ],
});

/** A cache in front of the gateway that keeps by the path alone, as content delivery networks do with what looks static. */
const port = await freePort();
await nginxOfFile(
  'nginx-cache',
  port,
  (folder) => `
  proxy_cache_path ${folder}/cache keys_zone=static:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${gateway.port};
      proxy_http_version 1.1;
      proxy_set_header Host localhost:${gateway.port};
      proxy_cache static;
      proxy_cache_key $request_uri;
      proxy_cache_valid 200 10m;
      add_header X-Cache $upstream_cache_status always;
    }
  }`,
);

const throughCache = (path: string, cookie?: string) =>
  send({ port }, path, cookie === undefined ? {} : { headers: { cookie } });

test('the cache keeps what is public', async () => {
  await throughCache('/assets/x.css');
  const again = await throughCache('/assets/x.css');
  expect([again.status, again.header('x-cache')]).toEqual([200, 'HIT']);
});

describe('a page of a signed-in visitor by a static-looking path is not kept', () => {
  test.each(['/account/x.css', '/account/a/b.js?v=1', '/account/x.png'])('%s', async (path) => {
    const own = await throughCache(path, await gateway.mint.cookie());
    expect([own.status, String(own.body)]).toEqual([200, 'private page']);
    const stranger = await throughCache(path);
    expect([stranger.status, stranger.header('x-cache')]).toEqual([401, 'MISS']);
    expect(String(stranger.body)).not.toContain('private page');
  });

  test.each(['/account;x.css', '/account%2fx.css', '/account%3bx.css', '/account/..%2fassets/x.css'])(
    '%s never reaches the app',
    async (path) => {
      const begun = origin.begun;
      const own = await throughCache(path, await gateway.mint.cookie());
      expect(own.status).toBeGreaterThanOrEqual(400);
      expect(own.header('cache-control')).toBe('no-store');
      expect(origin.begun).toBe(begun);
    },
  );
});
