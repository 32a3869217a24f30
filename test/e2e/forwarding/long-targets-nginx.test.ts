import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { expect, test } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { folderOfFile, gatewayOfFile, ofFile } from '../../support/of-file.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { testRules } from '../../support/rules.ts';
import { startWatched } from '../verify-anywhere/watched-process.ts';

/** nginx as Debian ships it takes request lines of 8 KiB; the second server takes what the gateway does. */
const config = (folder: string, ports: readonly [number, number]): string => `
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${ports[0]}; location / { return 200 "$request_uri"; } }
  server { listen 127.0.0.1:${ports[1]}; large_client_header_buffers 8 32k; location / { return 200 "$request_uri"; } }
}
`;

requireDebianPackages({ nginx: '/usr/sbin/nginx' });
const folder = await folderOfFile('nginx-long');
const ports = [await freePort(), await freePort()] as const;
await writeFile(join(folder, 'nginx.conf'), config(folder, ports));
const command = ['/usr/sbin/nginx', '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
ofFile(await startWatched(ports[0], command), (nginx) => nginx.stop());
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { app: `http://127.0.0.1:${ports[0]}`, wide: `http://127.0.0.1:${ports[1]}` },
    routes: [
      'id: open, path: /open/**, access: public, origin: app',
      'id: wide, path: /wide/**, access: public, origin: wide',
    ],
  }),
});

const targetOf = (start: string, characters: number): string => start + 'a'.repeat(characters - start.length);

test.each([
  ['8,000 characters of path', targetOf('/open/', 8000)],
  ['8,000 characters of query', targetOf('/open/x?q=', 8000)],
  ['16 KiB, where nginx takes them', targetOf('/wide/x?q=', 16_384)],
])('%s reach nginx byte for byte', async (_, target) => {
  const reply = await sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`));
  expect([reply.status, reply.body]).toEqual([200, target]);
});

test('one character more than the gateway takes is refused', async () => {
  const reply = await sendRaw(gateway.port, rawGet(targetOf('/wide/', 16_385), `localhost:${gateway.port}`));
  expectRefusal(reply, 414, 'too_large');
});
