import { execFileSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

/** MediaWiki: inline scripts and styles on every page, and a script loader of its own. */
export const mediaWiki: ForeignApp = {
  name: 'MediaWiki',
  folder: 'mediawiki',
  origins: ['wiki'],
  roles: [],
  acting: 'the banner',
  start: async ({ port, folder, publicUrl }) => {
    requireDebianPackages({
      mediawiki: '/usr/share/mediawiki/maintenance/install.php',
      'php-cli': '/usr/bin/php',
      'php-sqlite3': '/usr/share/doc/php-sqlite3',
    });
    const wiki = join(folder, 'wiki');
    // Debian's settings belong to the wiki of the machine, where there is one.
    const isProgram = (file: string) => !file.endsWith('/LocalSettings.php');
    await cp('/usr/share/mediawiki', wiki, { recursive: true, dereference: true, filter: isProgram });
    await mkdir(join(folder, 'data'));
    execFileSync(
      'php',
      [
        join(wiki, 'maintenance/install.php'),
        '--dbtype=sqlite',
        `--dbpath=${join(folder, 'data')}`,
        `--server=${publicUrl}`,
        '--scriptpath=',
        '--pass=correct-horse-battery',
        '--skins=Vector',
        'Wiki',
        'Admin',
      ],
      { stdio: 'ignore' },
    );
    return startProcess({
      command: 'php',
      args: ['-S', `127.0.0.1:${port}`, '-t', wiki],
      port,
      folder,
      readyPath: '/load.php',
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/index.php?title=Special:UserLogin`);
    await page.getByLabel('Username').waitFor();
  },
  use: async ({ page, url }) => {
    await page.getByLabel('Username').fill('Admin');
    await page.getByLabel('Password').fill('correct-horse-battery');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#pt-logout').waitFor();
    // Its script loader has run.
    await page.waitForFunction('window.mw && mw.loader.getState("mediawiki.page.ready") === "ready"');
    for (const title of ['What? & why/how', 'C++ 100%', "Größe's"]) {
      await page.goto(`${url}/index.php?title=${encodeURIComponent(title)}&action=edit`);
      await page.locator('#wpTextbox1').fill(`About ${title}`);
      await page.locator('#wpSave').click();
      await page.locator('#mw-content-text', { hasText: `About ${title}` }).waitFor();
    }
    // As its scripts edit.
    await page.evaluate(
      'new mw.Api().edit("What? & why/how", (revision) => ({ text: revision.content + " again", summary: "more" }))',
    );
    await page.goto(`${url}/index.php/What%3F_%26_why/how`);
    await page.locator('#mw-content-text', { hasText: 'again' }).waitFor();
  },
};
