import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../support/origin.ts';

let origin: TestOrigin;
let gateway: TestGateway;

beforeAll(async () => {
  origin = await startOrigin();
  gateway = await startTestGateway({
    rules: `
version: 1
gateway: test-edge
hosts: ["{tenant}.test.example", test.example]
clientAddress: cloudflare
roles: [owner, reader]
limits:
  sign-in: { quota: 5 per 1m, by: [address] }
origins:
  app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 15m }
headers: strict
routes:
  - { id: open, path: /open/**, access: public }
  - { id: limited, path: /limited, access: public, limits: [sign-in] }
  - { id: owners, path: /owners/**, access: { roles: [owner] } }
development:
  hosts: ["localhost:PORT", "{tenant}.localhost:PORT"]
  origins: { app: "${origin.url}" }
`,
  });
});

afterAll(async () => {
  await gateway?.stop();
  await origin?.close();
});

test('an anonymous request to a role route is refused and does not reach the origin', async () => {
  const response = await fetch(`${gateway.url}/owners/x`);
  expect(response.status).toBe(401);
  expect(origin.begun).toBe(0);
});

test('a session with the role passes', async () => {
  const response = await fetch(`${gateway.url}/owners/x?a=1`, { headers: { cookie: await gateway.mint.cookie() } });
  expect(response.status).toBe(200);
  expect(origin.seen.at(-1)?.target).toBe('/owners/x?a=1');
});
