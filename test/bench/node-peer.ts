import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portcullis/cli/dev';
import { stopChild } from './origin.ts';
import { firstAnswer, type RunningWorker } from './peer-worker.ts';

/** Starts a peer of `peers/node/` in a Node of its own. */
export async function startNodePeer(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningWorker> {
  const script = fileURLToPath(new URL(`./peers/node/${name}.ts`, import.meta.url));
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(`${url}/`);
  return { pid: child.pid ?? 0, url, startMs: performance.now() - startedMs, stop: () => stopChild(child) };
}
