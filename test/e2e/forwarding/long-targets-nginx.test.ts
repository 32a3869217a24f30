import { freePort } from '@portcullis/cli/dev';
import { expect, test } from 'vitest';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gatewayOfFile } from '../../support/of-file.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { testRules } from '../../support/rules.ts';
import { nginxOfFile } from '../nginx-of-file.ts';

const ports = [await freePort(), await freePort()] as const;
// As Debian ships it, nginx takes request lines of 8 KiB; the second server takes what the gateway does.
await nginxOfFile(
  'nginx-long',
  ports[0],
  () => `
  server { listen 127.0.0.1:${ports[0]}; location / { return 200 "$request_uri"; } }
  server { listen 127.0.0.1:${ports[1]}; large_client_header_buffers 8 32k; location / { return 200 "$request_uri"; } }`,
);
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
