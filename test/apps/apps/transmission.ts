import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { run, startProcess } from '../process.ts';

/** Transmission: a page whose calls carry a number that a 409 gives it. */
export const transmission: ForeignApp = {
  name: 'Transmission',
  folder: 'transmission',
  origins: ['transmission'],
  roles: ['operator'],
  acting: 'the banner',
  start: ({ port, folder }) => {
    requireDebianPackages({
      'transmission-daemon': '/usr/bin/transmission-daemon',
      'transmission-cli': '/usr/bin/transmission-create',
    });
    const places = ['--config-dir', join(folder, 'config'), '--download-dir', join(folder, 'downloads')];
    const alone = ['--no-dht', '--no-lpd', '--no-utp', '--no-portmap', '--no-auth', '--paused'];
    return startProcess({
      command: '/usr/bin/transmission-daemon',
      args: ['--foreground', '--rpc-bind-address', '127.0.0.1', '--port', String(port), ...places, ...alone],
      port,
      folder,
      readyPath: '/transmission/web/',
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/transmission/web/`);
    await page.locator('#toolbar-open').waitFor();
  },
  use: async ({ page, folder }) => {
    await writeFile(join(folder, 'odd & name?.txt'), 'content');
    await run('/usr/bin/transmission-create', ['-o', join(folder, 'odd.torrent'), join(folder, 'odd & name?.txt')]);
    const buffer = await readFile(join(folder, 'odd.torrent'));
    await page.locator('#toolbar-open').click();
    await page
      .locator('#torrent_upload_file')
      .setInputFiles({ name: 'odd.torrent', mimeType: 'application/x-bittorrent', buffer });
    await page.locator('#upload_confirm_button').click();
    await page.locator('.torrent_name', { hasText: 'odd & name?.txt' }).waitFor();
  },
  // Without its number, the first call is answered with the number.
  ownComplaints: /status of 409/,
};
