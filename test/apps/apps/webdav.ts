import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { run, startProcess } from '../process.ts';

const ODD_NAMES = [
  'a b.txt',
  'größe.txt',
  'a&b=c+d.txt',
  "it's (1).txt",
  '~draft.txt',
  'Inc.',
  'C#.txt',
  'what?',
  'a;b.txt',
  '100%25.txt',
];

/** rclone over WebDAV, at both ends. */
export const webDav: ForeignApp = {
  name: 'rclone over WebDAV',
  folder: 'webdav',
  origins: ['files'],
  roles: [],
  acting: 'no pages',
  start: async ({ port, folder }) => {
    requireDebianPackages({ rclone: '/usr/bin/rclone' });
    await mkdir(join(folder, 'served'));
    const sign = ['--user', 'me', '--pass', 'correct-horse'];
    const fresh = ['--dir-cache-time', '0s', '--baseurl', '/files'];
    return startProcess({
      command: '/usr/bin/rclone',
      args: ['serve', 'webdav', join(folder, 'served'), '--addr', `127.0.0.1:${port}`, ...fresh, ...sign],
      port,
      folder,
      env: { RCLONE_CONFIG: '/dev/null' },
    });
  },
  use: async ({ url, folder }) => {
    await mkdir(join(folder, 'own'));
    for (const name of ODD_NAMES) await writeFile(join(folder, 'own', name), name);
    const { stdout: hidden } = await run('/usr/bin/rclone', ['obscure', 'correct-horse']);
    const remote = `:webdav,url="${url}/files",vendor=other,user=me,pass=${hidden.trim()}:`;
    // One after another: the server answers 423 to two that make one folder.
    const rclone = (...args: string[]) =>
      run('/usr/bin/rclone', [...args, '--retries', '1', '--low-level-retries', '1', '--transfers', '1'], {
        RCLONE_CONFIG: '/dev/null',
      });
    const served = async (place: string): Promise<readonly string[]> =>
      (await readdir(join(folder, 'served', place))).toSorted();
    await rclone('copy', join(folder, 'own'), `${remote}first`);
    expect(await served('first')).toEqual(ODD_NAMES.toSorted());
    await rclone('copy', `${remote}first`, `${remote}second`);
    await rclone('moveto', `${remote}first/${ODD_NAMES[0]}`, `${remote}first/moved here.txt`);
    expect(await served('first')).toContain('moved here.txt');
    await rclone('copy', `${remote}second`, join(folder, 'back'));
    expect((await readdir(join(folder, 'back'))).toSorted()).toEqual(ODD_NAMES.toSorted());
    await rclone('purge', `${remote}second`);
    expect(await served('')).toEqual(['first']);
  },
};
