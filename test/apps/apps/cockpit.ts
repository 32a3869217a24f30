import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

/** Cockpit: sends a strict policy of its own, frames pages of its own, and speaks over one WebSocket. */
export const cockpit: ForeignApp = {
  name: 'Cockpit',
  folder: 'cockpit',
  origin: 'cockpit',
  roles: ['operator'],
  acting: 'a refusal',
  start: async ({ port, folder, publicUrl }) => {
    requireDebianPackages({
      'cockpit-ws': '/usr/lib/cockpit/cockpit-ws',
      'cockpit-bridge': '/usr/bin/cockpit-bridge',
      'cockpit-system': '/usr/share/cockpit/systemd/manifest.json',
    });
    await mkdir(join(folder, 'cockpit'));
    await writeFile(join(folder, 'cockpit', 'cockpit.conf'), `[WebService]\nOrigins = ${publicUrl}\n`);
    return startProcess({
      command: '/usr/lib/cockpit/cockpit-ws',
      args: ['--no-tls', '--address', '127.0.0.1', '--port', String(port), '--local-session=cockpit-bridge'],
      port,
      folder,
      env: { XDG_CONFIG_DIRS: folder },
    });
  },
  use: async ({ page, url }) => {
    await page.goto(`${url}/system`);
    await page.frameLocator('iframe[name="cockpit1:localhost/system"]').locator('body').waitFor();
  },
};
