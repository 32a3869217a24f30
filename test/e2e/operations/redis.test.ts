import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { send } from '../../support/client.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { folderOfFile, gatewayOfFile, redisStoreOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { testRules } from '../../support/rules.ts';

const RULES = testRules({
  origins: { app: 'http://127.0.0.1:9' },
  routes: ['id: mine, path: /mine, access: { roles: any }, revocation: strict'],
});

const redis = await redisStoreOfFile();
const gateway = await gatewayOfFile({ rules: RULES, settings: redis.settings });
const embedded = await gatewayOfFile({ rules: RULES });
const folder = await folderOfFile('portcullis-operations');
await writeFile(join(folder, 'gateway.yaml'), RULES.replaceAll('PORT', '8787'));

async function portcullis(at: TestGateway, ...args: string[]) {
  const env = { ADMIN_KEYS: at.settings['ADMIN_KEYS'] ?? '', PORTCULLIS_GATEWAY: at.url };
  const result = await runCli([...args, '--rules', join(folder, 'gateway.yaml')], env);
  expect(result.exitCode, result.told).toBe(0);
  return result.out;
}

/** Entries only, in one order for both backends. */
async function exported(at: TestGateway): Promise<string[]> {
  const lines = (await portcullis(at, 'state', 'export')).split('\n').slice(1, -1);
  return lines.map((line) => JSON.stringify(Object.entries(JSON.parse(line) as object).sort())).sort();
}

test('a copy of the embedded state can be put into Redis, and means the same there', async () => {
  await portcullis(embedded, 'tenant', 'set', 'acme', '--require-mfa', '--not-before', '2024-12-01T08:00Z', '--yes');
  await portcullis(embedded, 'tenant', 'set', 'globex', '--suspend', '--yes');
  await portcullis(embedded, 'revoke', '--tenant', 'acme', '--user', "u:1 '*'", '--reason', 'left', '--subject', 'ann');
  await portcullis(embedded, 'revoke', '--everyone', '--reason', 'incident', '--yes');
  const file = join(folder, 'state.ndjson');
  await writeFile(file, await portcullis(embedded, 'state', 'export'));
  for (let times = 0; times < 2; times += 1) {
    await portcullis(gateway, 'state', 'import', file, '--yes');
    expect(await exported(gateway)).toEqual(await exported(embedded));
  }
  expect(await portcullis(gateway, 'tenant', 'list')).toBe(await portcullis(embedded, 'tenant', 'list'));
  expect(await portcullis(gateway, 'revoke', 'list')).toBe(await portcullis(embedded, 'revoke', 'list'));
  const cookie = await gateway.mint.cookie({ iat: Math.floor(Date.now() / 1000) - 60 });
  expect((await send(gateway, '/mine', { headers: { cookie } })).status).toBe(401);
});

test('readiness follows Redis down and up again, and tells nothing of where it is', async () => {
  const ask = async () => {
    const reply = await send(gateway, '/.portcullis/ready');
    return { reply, body: JSON.parse(reply.text) as { status: string; state: Record<string, unknown> } };
  };
  expect((await ask()).body).toMatchObject({ status: 'ready', state: { backend: 'redis', reachable: true } });

  await redis.server.stop();
  // What was heard a moment ago is said again: the store is asked once a second.
  const { reply, body } = await until(async () => {
    const asked = await ask();
    return asked.reply.status === 200 ? undefined : asked;
  });
  expect([reply.status, reply.header('retry-after')]).toEqual([503, '5']);
  expect(body).toEqual({
    status: 'unavailable',
    rules: gateway.policy.digest,
    state: { backend: 'redis', reachable: false, roundTripMs: expect.any(Number) },
  });
  expect(reply.text).not.toContain('127.0.0.1');
  expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
    status: 503,
    notes: [expect.stringContaining('state_unavailable: ')],
  });
  expect(JSON.stringify(gateway.events)).not.toContain(redis.token);

  const restarted = await startRedisServer({ port: redis.server.port });
  onTestFinished(restarted.stop);
  await expect.poll(async () => (await ask()).body.status).toBe('ready');
});
