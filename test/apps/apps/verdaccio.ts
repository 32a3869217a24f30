import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ForeignApp } from '../app.ts';
import { run, startProcess } from '../process.ts';

const VERDACCIO = fileURLToPath(new URL('../node_modules/verdaccio/bin/verdaccio', import.meta.url));

/** Verdaccio: a package registry with a React page. */
export const verdaccio: ForeignApp = {
  name: 'Verdaccio',
  folder: 'verdaccio',
  origins: ['verdaccio'],
  roles: [],
  acting: 'the banner',
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
  look: async ({ page, url }) => {
    await page.goto(url);
    await page.getByTestId('header--button-login').waitFor();
  },
  use: async ({ page, url, folder }) => {
    const npm = await signUp(url, folder);
    for (const name of ['hello', '@acme/hello']) {
      await publish(npm, join(folder, name), name);
      await npm(join(folder, 'user'), 'install', name);
      expect(await readFile(join(folder, 'user/node_modules', name, 'hello.js'), 'utf8')).toBe('exports.name = 1;\n');
    }
    await page.getByTestId('header--button-login').click();
    await page.locator('#login--dialog-username').fill('me');
    await page.locator('#login--dialog-password').fill('correct-horse');
    await page.locator('#login--dialog-button-submit').click();
    await page.getByTestId('logInDialogIcon').waitFor();
    await page.goto(`${url}/-/web/detail/@acme/hello`);
    await page.getByText('A package of ours').first().waitFor();
  },
};

/** npm, in a folder, as the user of the registry. */
type Npm = (folder: string, ...args: string[]) => Promise<unknown>;

/** Signs up as `npm adduser` does, which asks at a terminal. */
async function signUp(url: string, folder: string): Promise<Npm> {
  const answer = await fetch(`${url}/-/user/org.couchdb.user:me`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'me', password: 'correct-horse' }),
  });
  const { token } = (await answer.json()) as { token: string };
  await writeFile(join(folder, '.npmrc'), `registry=${url}/\n${url.replace('http:', '')}/:_authToken=${token}\n`);
  await mkdir(join(folder, 'user'));
  return async (cwd, ...args) => {
    const env = { HOME: folder, npm_config_update_notifier: 'false', npm_config_audit: 'true' };
    return run('npm', ['--prefix', cwd, ...args], env, cwd);
  };
}

async function publish(npm: Npm, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const description = 'A package of ours';
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', description, main: 'hello.js' }),
  );
  await writeFile(join(folder, 'hello.js'), 'exports.name = 1;\n');
  await npm(folder, 'publish');
}
