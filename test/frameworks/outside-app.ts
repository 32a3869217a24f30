import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../support/patience.ts';

const run = promisify(execFile);

/** An app in an empty folder outside the workspace, as a new user would have it. */
export interface OutsideApp {
  readonly folder: string;
  /** Runs a program of the folder's own in Node, to its end. */
  readonly node: (...args: readonly string[]) => Promise<string>;
  /** Starts a program in Node and waits until it listens on the port. */
  readonly start: (port: number, keys: string, ...args: readonly string[]) => Promise<() => Promise<void>>;
  readonly remove: () => Promise<void>;
}

/** Packs the SDK into a folder; returns the tarball. */
export async function packSdk(folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: 'origin-sdk' });
  const packed: unknown = JSON.parse(stdout.slice(stdout.indexOf('[')));
  return join(folder, (packed as readonly { filename: string }[])[0]?.filename ?? '');
}

/** Names the version of every package that apps outside the workspace use; its lockfile, that of theirs in turn. */
const KNOWN = 'test/frameworks/app';

/** Writes the files, and installs the tarball and the packages in the versions that this project tests with. */
export async function createOutsideApp(
  tarball: string,
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<OutsideApp> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-outside-'));
  const all = { 'package.json': JSON.stringify({ private: true, type: 'module' }), ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  // npm keeps to it for the packages that are wanted, and drops the rest.
  await copyFile(join(KNOWN, 'package-lock.json'), join(folder, 'package-lock.json'));
  const versions = await knownVersions();
  const wanted = packages.map((name) => `${name}@${versions.get(name) ?? missing(name)}`);
  await run('npm', ['install', '--no-audit', '--no-fund', tarball, ...wanted], { cwd: folder });
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NODE_NO_WARNINGS: '1' };
  return {
    folder,
    node: async (...args) => {
      const ended = await run(process.execPath, args, { cwd: folder, env }).catch((error: unknown) => {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
      });
      return ended.stdout;
    },
    start: async (port, keys, ...args) => {
      const log = await open(join(folder, 'app.log'), 'a');
      const child = spawn(process.execPath, args, {
        cwd: folder,
        env: { ...env, PORT: String(port), ORIGIN_APP_KEYS: keys },
        stdio: ['ignore', log.fd, log.fd],
      });
      await log.close();
      await listens(port, child).catch(async (error: unknown) => {
        throw new Error(await readFile(join(folder, 'app.log'), 'utf8'), { cause: error });
      });
      return async () => {
        if (child.exitCode !== null) return;
        child.kill();
        await once(child, 'exit');
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function knownVersions(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readFile(join(KNOWN, 'package.json'), 'utf8')) as { devDependencies: object };
  return new Map(Object.entries(manifest.devDependencies).map(([name, version]) => [name, String(version)]));
}

function missing(name: string): never {
  throw new Error(`no version of ${name}: add it to ${KNOWN}/package.json`);
}

async function listens(port: number, child: ChildProcess): Promise<void> {
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode} before it listened`);
    return new Promise<true | undefined>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(undefined));
      socket.on('close', () => resolve(undefined));
      socket.on('connect', () => socket.destroy());
    });
  });
}
