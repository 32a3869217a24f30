import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@portcullis/cli/dev';
import { PATIENCE_MS } from './patience.ts';
import { requireRedisServer } from './require-redis-server.ts';

/** A redis-server of the test's own. */
export interface RedisServer {
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends it; what it kept stays where it was started with a folder. */
  readonly stop: () => Promise<void>;
}

export interface RedisServerOptions {
  /** Absent: any free one. */
  readonly port?: number;
  /** Every write is kept in this folder, and found there at the next start. Absent: nothing is kept. */
  readonly keepIn?: string;
  /** Nothing is kept in this folder but the snapshots that are asked for, and the last of them is found there at the next start. */
  readonly snapshotsIn?: string;
}

/** Ends Redis where its standard input ends, so that it never outlives the tests, however they end. */
const WATCHED = 'redis-server "$@" & echo "pid $!"; cat; kill -9 $!; wait';

/** Starts Redis on this machine's loopback address, and waits until it answers. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  requireRedisServer();
  const port = options.port ?? (await freePort());
  const given = options.keepIn ?? options.snapshotsIn;
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'redis-test-')));
  const kept = options.keepIn === undefined ? 'no' : 'yes';
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: kept, appendfsync: 'always', dir: folder };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn('sh', ['-c', WATCHED, 'redis-server', ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    if (given === undefined) await rm(folder, { recursive: true, force: true });
  };
  const said: string[] = [];
  const isReady = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (!line.includes('Ready to accept connections')) return;
      clearTimeout(timer);
      resolve(true);
    });
  });
  if (!(await isReady)) {
    await stop();
    throw new Error(`redis-server did not start: ${said.slice(-3).join('\n')}`);
  }
  const pid = Number(/^pid (\d+)$/m.exec(said.join('\n'))?.[1]);
  return { url: `redis://127.0.0.1:${port}`, port, pid, stop };
}
