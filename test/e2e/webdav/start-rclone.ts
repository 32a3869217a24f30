import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@portcullis/cli/dev';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { startWatched } from '../verify-anywhere/watched-process.ts';

const RCLONE = '/usr/bin/rclone';

/** `rclone serve webdav`: a WebDAV server that compares hosts, as RFC 4918 asks, and knows nothing of gateways. */
export interface DavOrigin {
  readonly url: string;
  /** Path of each file to its text. */
  readonly files: () => Promise<Readonly<Record<string, string>>>;
  /** Empties the folder, and fills it with these files. */
  readonly reset: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Serves a folder of its own. */
export async function startDavOrigin(): Promise<DavOrigin> {
  requireDebianPackages({ rclone: RCLONE });
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-dav-'));
  const port = await freePort();
  const serve = [
    'serve',
    'webdav',
    folder,
    '--addr',
    `127.0.0.1:${port}`,
    '--dir-cache-time',
    '0s',
    '--vfs-cache-mode',
    'off',
  ];
  const server = await startWatched(port, [RCLONE, ...serve], { env: { HOME: folder, RCLONE_CONFIG: '/dev/null' } });
  return {
    url: `http://127.0.0.1:${port}`,
    files: () => filesIn(folder),
    reset: async (files) => {
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.toSorted().map(async (file) => [file.slice(folder.length), await readFile(file, 'utf8')] as const),
  );
  return Object.fromEntries(pairs);
}

/** Runs the rclone client against a WebDAV URL, with a cookie; `dav:` stands for the remote in its arguments. */
export async function rclone(url: string, cookie: string, args: readonly string[]): Promise<void> {
  const remote = `:webdav,url="${url}",vendor=other:`;
  const words = args.map((arg) => arg.replace(/^dav:/, remote));
  const options = ['--header', `Cookie: ${cookie}`, '--retries', '1', '--low-level-retries', '1'];
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), RCLONE_CONFIG: '/dev/null' };
  await promisify(execFile)(RCLONE, [...words, ...options], { env });
}
