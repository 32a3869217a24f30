import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { run, startProcess } from '../process.ts';

const PROGRAM = '/usr/share/phpmyadmin';

/** phpMyAdmin, with a MariaDB of its own: pages that scripts replace in place, and forms with tokens. */
export const phpMyAdmin: ForeignApp = {
  name: 'phpMyAdmin',
  folder: 'phpmyadmin',
  origins: ['phpmyadmin'],
  roles: ['dba'],
  acting: 'a refusal',
  start: async ({ port, folder }) => {
    requireDebianPackages({
      'mariadb-server': '/usr/sbin/mariadbd',
      'php-cli': '/usr/bin/php',
      'php-mysql': '/usr/share/doc/php-mysql',
      phpmyadmin: `${PROGRAM}/index.php`,
    });
    await cp(PROGRAM, join(folder, 'pma'), { recursive: true, dereference: true });
    const vendor = join(folder, 'pma/libraries/vendor_config.php');
    const own = (await readFile(vendor, 'utf8'))
      .replaceAll('/var/lib/phpmyadmin/tmp/', `${folder}/tmp/`)
      .replaceAll('/etc/phpmyadmin/', `${folder}/`);
    await writeFile(vendor, own);
    await mkdir(join(folder, 'tmp'));
    await writeFile(join(folder, 'config.inc.php'), settings(`${folder}/db.sock`));
    await writeFile(
      join(folder, 'first.sql'),
      "CREATE USER 'me'@'localhost' IDENTIFIED BY 'correct-horse';\nGRANT ALL ON *.* TO 'me'@'localhost';\n",
    );
    await run('mariadb-install-db', ['--no-defaults', '--user=root', `--datadir=${folder}/data`]);
    const database = `mariadbd --no-defaults --user=root --datadir=${folder}/data --socket=${folder}/db.sock`;
    const rest = `--skip-networking --pid-file=${folder}/db.pid --init-file=${folder}/first.sql`;
    return startProcess({
      command: '/bin/sh',
      args: ['-c', `${database} ${rest} & exec php -S 127.0.0.1:${port} -t ${folder}/pma`],
      port,
      folder,
      env: { PATH: '/usr/sbin:/usr/bin:/bin', PHP_CLI_SERVER_WORKERS: '4' },
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/index.php`);
    await page.locator('#input_username').waitFor();
  },
  use: async ({ page, url }) => {
    await page.locator('#input_username').fill('me');
    await page.locator('#input_password').fill('correct-horse');
    await page.locator('#input_go').click();
    await page.locator('#pma_navigation').waitFor();
    await page.goto(`${url}/index.php?route=/server/databases`);
    await page.locator('#text_create_db').fill('stock');
    await page.locator('#buttonGo').click();
    await page.locator('#pma_navigation_tree', { hasText: 'stock' }).waitFor();
    await page.goto(`${url}/index.php?route=/database/sql&db=stock`);
    await page.locator('#sqlqueryform .CodeMirror').click();
    await page.keyboard.insertText('SELECT 6 * 7 AS answer');
    await page.locator('#button_submit_query').click();
    await page.locator('.table_results', { hasText: '42' }).waitFor();
  },
};

function settings(socket: string): string {
  return `<?php
$cfg['blowfish_secret'] = '0123456789abcdef0123456789abcdef';
$cfg['Servers'][1] = ['auth_type' => 'cookie', 'host' => 'localhost', 'socket' => '${socket}'];
$cfg['VersionCheck'] = false;
`;
}
