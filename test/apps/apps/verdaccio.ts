import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

const VERDACCIO = fileURLToPath(new URL('../node_modules/verdaccio/bin/verdaccio', import.meta.url));

/** Verdaccio: a package registry with a React page. */
export const verdaccio: ForeignApp = {
  name: 'Verdaccio',
  start: async ({ port, folder, publicUrl }) => {
    await writeFile(
      join(folder, 'config.yaml'),
      `storage: ./storage
web: { title: Registry }
auth: { htpasswd: { file: ./htpasswd } }
packages: { '**': { access: $all, publish: $authenticated } }
log: { type: stdout, format: json, level: warn }
`,
    );
    return startProcess({
      command: process.execPath,
      args: [VERDACCIO, '-l', `127.0.0.1:${port}`, '-c', join(folder, 'config.yaml')],
      port,
      folder,
      env: { VERDACCIO_PUBLIC_URL: publicUrl },
    });
  },
  use: async (page, url) => {
    await page.goto(url);
    await page.getByTestId('header--button-login').waitFor();
  },
};
