import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@portcullis/rules/dev';

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
}

/** Ends Redis where its standard input ends, so that it never outlives the tests, however they end. */
const WATCHED = 'redis-server "$@" & echo "pid $!"; cat; kill -9 $!; wait';
const START_DEADLINE_MS = 10_000;

/** Starts Redis on this machine's loopback address, and waits until it answers. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  ensureRedisServer();
  const port = options.port ?? (await freePort());
  const folder = options.keepIn ?? (await mkdtemp(join(tmpdir(), 'redis-test-')));
  const kept = options.keepIn === undefined ? 'no' : 'yes';
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: kept, appendfsync: 'always', dir: folder };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn('sh', ['-c', WATCHED, 'redis-server', ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    if (options.keepIn === undefined) await rm(folder, { recursive: true, force: true });
  };
  const said: string[] = [];
  const isReady = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), START_DEADLINE_MS);
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

/** Makes sure that there is a redis-server to start. @throws with the line that installs it */
function ensureRedisServer(): void {
  if (isInstalled('redis-server')) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && isInstalled('apt-get')) {
    process.stderr.write('redis-server is missing: installing it with apt-get, since the tests need a real one\n');
    // Several test files may find it missing at once: the later ones wait for the first one's lock.
    const wait = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    spawnSync('apt-get', ['update', ...wait], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-y', ...wait, 'redis-server'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (isInstalled('redis-server')) return;
  }
  throw new Error(`redis-server is missing, and the tests need a real one. Install it with: ${installLine()}`);
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

const INSTALL_LINES: readonly (readonly [manager: string, line: string])[] = [
  ['apt-get', 'sudo apt-get install -y redis-server'],
  ['dnf', 'sudo dnf install -y redis'],
  ['apk', 'sudo apk add redis'],
  ['brew', 'brew install redis'],
];

function installLine(): string {
  const line = INSTALL_LINES.find(([manager]) => isInstalled(manager))?.[1];
  return line ?? INSTALL_LINES.map(([, command]) => command).join(' (or) ');
}
