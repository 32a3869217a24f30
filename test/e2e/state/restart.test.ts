import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKeySet, freePort, type RunningGateway, startGateway } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { createMint, type Mint } from '../../support/mint.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { testRules } from '../../support/rules.ts';
import { workerBundle } from '../../support/worker-bundle.ts';

/** Of `acme`, of all addresses together, and of the other tenants: counted in objects of their own. */
const TENANTS = ['acme', 'globex', 'initech'];
const QUOTA = 8;

let origin: TestOrigin;
let folder: string;
let port: number;
let policy: Policy;
let mint: Mint;
let settings: Readonly<Record<string, string>>;
let gateway: RunningGateway;

beforeAll(async () => {
  origin = await startOrigin();
  folder = await mkdtemp(join(tmpdir(), 'portcullis-restart-'));
  port = await freePort();
  const rules = testRules({
    origins: { app: origin.url },
    more: `
limits:
  address: { quota: ${QUOTA * TENANTS.length} per 1d, by: [address] }
  tenant: { quota: ${QUOTA} per 1d, by: [tenant] }`,
    routes: [
      'id: mine, path: /mine, access: { roles: any }',
      'id: counted, path: /counted, access: { roles: any }, limits: [address, tenant]',
    ],
  });
  const compiled = compileRules({ file: 'test.yaml', text: rules.replaceAll('PORT', String(port)) });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  policy = compiled.policy;
  const keys = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'].map((name) => [name, developmentKeySet()]);
  settings = { PORTCULLIS_ENV: 'development', PORTCULLIS_STATE: 'embedded', ...Object.fromEntries(keys) };
  mint = createMint(policy, settings);
  await start();
});

afterAll(async () => {
  await gateway?.stop();
  await origin?.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  gateway = await startGateway({
    policy,
    port,
    settings,
    folder,
    keepState: true,
    bundle: await workerBundle(),
    onLog: () => undefined,
  });
}

/** Before whatever is revoked, however soon after it a restarted gateway is asked. */
const ISSUED_BEFORE = Math.floor(Date.now() / 1000) - 10;

const ask = async (path: string, claims: object): Promise<number> => {
  const reply = await send({ port }, path, {
    headers: { cookie: await mint.cookie({ iat: ISSUED_BEFORE, ...claims }) },
  });
  return reply.status;
};

async function change(method: string, path: string, body: object): Promise<Reply> {
  const headers = { authorization: await mint.admin(), 'content-type': 'application/json' };
  return send({ port }, `/.portcullis/v1/${path}`, { method, headers, body: JSON.stringify(body) });
}

const ENDINGS: Readonly<Record<string, () => Promise<unknown>>> = {
  'is stopped': () => gateway.stop(),
  'is killed': () => {
    process.kill(gateway.process.pid, 'SIGKILL');
    return gateway.process.ended;
  },
};

test.each(Object.entries(ENDINGS))(
  'a gateway that %s and started again knows all that it acknowledged',
  async (name, end) => {
    const sid = `s:* ${name}`;
    const user = `u:* ${name}`;
    for (const tid of TENANTS) expect(await ask('/mine', { tid, sid })).toBe(200);
    // In every object one: a user of each tenant, a session of one, a policy of another.
    for (const tenant of TENANTS)
      expect((await change('POST', 'revocations', { tenant, user, reason: 'left' })).status).toBe(201);
    expect((await change('POST', 'revocations', { tenant: 'globex', session: sid, reason: 'left' })).status).toBe(201);
    expect((await change('PUT', 'tenants/hooli/policy', { suspended: true })).status).toBe(200);
    for (const tid of TENANTS)
      for (let count = 0; count < 2; count += 1) expect(await ask('/counted', { tid })).toBe(200);
    await end();
    await start();
    for (const tid of TENANTS) expect(await ask('/mine', { tid, sub: user, sid: 'other' })).toBe(401);
    expect(await ask('/mine', { tid: 'globex', sid })).toBe(401);
    expect(await ask('/mine', { tid: 'acme', sid })).toBe(200);
    expect(await ask('/mine', { tid: 'hooli' })).toBe(403);
  },
);

test('what was counted before the restarts counts on', async () => {
  const left = QUOTA - 2 * Object.keys(ENDINGS).length;
  for (let count = 0; count < left; count += 1) expect(await ask('/counted', { tid: 'acme' })).toBe(200);
  // The tenant's limit refuses, and uses up nothing of the address's.
  for (let count = 0; count < 5; count += 1) expect(await ask('/counted', { tid: 'acme' })).toBe(429);
  for (const tid of ['globex', 'initech'])
    for (let count = 0; count < left; count += 1) expect(await ask('/counted', { tid })).toBe(200);
  // Now all that the address may is used up, by three tenants.
  expect(await ask('/counted', { tid: 'umbrella' })).toBe(429);
});

test('what holds for everyone holds for every tenant, before and after', async () => {
  expect((await change('POST', 'revocations', { all: true, reason: 'incident' })).status).toBe(201);
  const tenants = Array.from({ length: 40 }, (_, index) => `tenant-${index}`);
  for (const tid of tenants) expect(await ask('/mine', { tid })).toBe(401);
  await gateway.stop();
  await start();
  for (const tid of tenants) expect(await ask('/mine', { tid })).toBe(401);
  expect(await ask('/mine', { tid: 'acme', iat: Math.floor(Date.now() / 1000) + 1 })).toBe(200);
});
