import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { gateOfFile } from '../../support/gate.ts';
import { folderOfFile, ofFile } from '../../support/of-file.ts';
import { startWatched } from '../verify-anywhere/watched-process.ts';

requireDebianPackages({ nginx: '/usr/sbin/nginx' });

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
const folder = await folderOfFile('nginx-cache');
const port = await freePort();
// The workers are not root.
await chmod(folder, 0o755);
await writeFile(
  join(folder, 'nginx.conf'),
  `
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
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
  }
}
`,
);
const command = ['/usr/sbin/nginx', '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
ofFile(await startWatched(port, command), (nginx) => nginx.stop());

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
