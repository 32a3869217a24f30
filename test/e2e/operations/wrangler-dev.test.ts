import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, PROJECT_ROOT } from '@portcullis/cli/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { send } from '../../support/client.ts';
import { until } from '../../support/gateway.ts';

/** The gateway in `wrangler dev`, with the settings that `portcullis keys --dev-vars` writes. */

let folder: string;
let gateway: { readonly port: number; readonly stop: () => Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wrangler-dev-'));
  await writeDevVars();
  gateway = await startWrangler();
});

afterAll(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function writeDevVars(): Promise<void> {
  const { cwd } = process;
  process.cwd = () => folder;
  try {
    await runCli(['keys', '--dev-vars', '--rules', join(PROJECT_ROOT, 'rules/gateway.yaml')]);
  } finally {
    process.cwd = cwd;
  }
}

async function startWrangler(): Promise<typeof gateway> {
  const [port, inspectorPort] = [await freePort(), await freePort()];
  const wrangler = join(PROJECT_ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const args = ['dev', '--port', String(port), '--inspector-port', String(inspectorPort)];
  const places = ['--env-file', join(folder, '.dev.vars'), '--persist-to', join(folder, 'state')];
  const child = spawn(process.execPath, [wrangler, ...args, ...places, '--show-interactive-dev-session=false'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  await until(() => (said.includes('Ready on') || child.exitCode !== null ? true : undefined));
  if (child.exitCode !== null) throw new Error(`wrangler dev ended: ${said.slice(-2000)}`);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port, stop };
}

/** The rules know this machine by the port that `wrangler dev` takes by itself. */
const ask = (path: string) => send(gateway, path, { host: 'localhost:8787' });

test('it decides by the rules, and reaches its state', async () => {
  const refused = await ask('/invoices');
  expect({ status: refused.status, denied: refused.header('portcullis-denied') }).toEqual({
    status: 401,
    denied: 'session_required',
  });
  expect((await ask('/.portcullis/health')).status).toBe(200);
  expect((await ask('/.portcullis/ready')).status).toBe(200);
  expect((await send(gateway, '/invoices', { host: 'other.example' })).status).toBe(421);
});
