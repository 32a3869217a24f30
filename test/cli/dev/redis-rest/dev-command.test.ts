import { spawn } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, PROJECT_ROOT } from '@portcullis/cli/dev';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { until } from '../../../support/gateway.ts';
import { folderOfFile, ofFile, originOfFile } from '../../../support/of-file.ts';
import { startRedisServer } from '../../../support/redis-server.ts';
import { runCli } from '../../run-cli.ts';

const server = ofFile(await startRedisServer(), (started) => started.stop());
const origin = await originOfFile();
const folder = await folderOfFile('dev-command');
/** The shipped rules, for a machine on which answers come late. */
const rules = join(folder, 'rules/gateway.yaml');
const SHIPPED = join(PROJECT_ROOT, 'rules');
await cp(join(SHIPPED, 'addresses'), join(folder, 'rules/addresses'), { recursive: true });
await cp(join(SHIPPED, 'brand'), join(folder, 'rules/brand'), { recursive: true });
await writeFile(rules, `${await readFile(join(SHIPPED, 'gateway.yaml'), 'utf8')}\nstate: { deadline: 2s }\n`);

test('dev --state keeps what the gateway must remember in that Redis', async () => {
  const port = await freePort();
  const args = [
    'dev',
    '--origin',
    `freight=${origin.url}`,
    '--rules',
    rules,
    '--port',
    String(port),
    '--state',
    server.url,
  ];
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'cli/src/main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const redis = new Redis(server.url);
  try {
    await until(() => (said.includes('Ctrl-C ends it.') ? true : undefined));
    expect(said).toContain(`The state is kept in ${server.url}`);
    expect(said).toContain(`mint role --tenant acme --user me --roles owner --rules ${rules})`);
    const link = /open (http:\/\/localhost:\d+\/\S+)/.exec(said)?.[1] ?? '';
    const [cookie = ''] = (await fetch(link, { redirect: 'manual' })).headers.getSetCookie();
    const signedIn = await fetch(`http://localhost:${port}/.portcullis/session`, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(await signedIn.json()).toMatchObject({ tenant: 'acme', user: 'me', roles: ['owner'] });
    const reply = await fetch(`http://localhost:${port}/sign-in`, { method: 'POST', body: 'x' });
    expect(reply.status).toBe(200);
    expect((await redis.keys('portcullis:limit:*')).length).toBe(1);
    // The way to Redis is this run's own: its token is not kept.
    expect(await readFile(join(folder, '.dev.vars'), 'utf8')).not.toMatch(/UPSTASH|=.?redis/);
  } finally {
    redis.disconnect();
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});

test.each([
  ['redis://127.0.0.1:1', 1, /redis:\/\/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\): start it/],
  ['redis://:secret@127.0.0.1:1/3', 1, /Redis at redis:\/\/127\.0\.0\.1:1\/3 cannot be reached/],
  ['http://127.0.0.1', 2, /redis:\/\/127\.0\.0\.1:6379/],
  ['nonsense', 2, /Write a URL such as/],
])('dev --state %s does not start, and says why', async (state, exitCode, told) => {
  // In the folder of this test alone: the command makes keys where it runs.
  const cwd = process.cwd;
  process.cwd = () => folder;
  try {
    const result = await runCli(['dev', '--origin', `freight=${origin.url}`, '--rules', rules, '--state', state]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.told).toMatch(told);
  } finally {
    process.cwd = cwd;
  }
});
