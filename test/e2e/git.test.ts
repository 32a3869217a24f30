import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startGitOrigin } from '../support/git-origin.ts';
import { folderOfFile, gatewayOfFile, ofFile } from '../support/of-file.ts';

const run = promisify(execFile);
const REPOSITORY_BYTES = 50 * 1024 * 1024;

const folder = await folderOfFile('portcullis-git');
await git(folder, 'init', '--bare', '--initial-branch=main', 'app.git');
await git(join(folder, 'app.git'), 'config', 'http.receivepack', 'true');
const origin = ofFile(await startGitOrigin(folder), (started) => started.close());
const gateway = await gatewayOfFile({
  rules: `
version: 1
gateway: git-edge
hosts: [git.test.example]
clientAddress: cloudflare
roles: [developer]
origins:
  git: { url: https://git-origin.example, keys: ORIGIN_GIT_KEYS, context: HS256 }
session: { lifetime: 15m }
headers: strict
routes:
  - { id: git, path: /git/**, methods: [GET, POST], access: { roles: [developer] }, body: 200MiB }
development:
  hosts: ["localhost:PORT"]
  origins: { git: "${origin.url}" }
`,
});

async function git(cwd: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@test.example'];
  await run('git', [...identity, ...args], {
    cwd,
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

async function session(): Promise<string> {
  return `http.extraHeader=Cookie: ${await gateway.mint.cookie({ roles: ['developer'] })}`;
}

test('a 50 MB repository is pushed and cloned through the gate, byte for byte', async () => {
  const work = join(folder, 'work');
  await git(folder, 'init', '--initial-branch=main', 'work');
  const content = randomBytes(REPOSITORY_BYTES);
  await writeFile(join(work, 'large.bin'), content);
  await git(work, 'add', '.');
  await git(work, 'commit', '-m', 'A large file');
  await git(work, '-c', await session(), 'push', `${gateway.url}/git/app.git`, 'main');
  await git(folder, '-c', await session(), 'clone', `${gateway.url}/git/app.git`, 'copy');
  expect((await readFile(join(folder, 'copy', 'large.bin'))).equals(content)).toBe(true);
});

test('without a session nothing reaches the repository', async () => {
  const before = origin.seen.length;
  await expect(git(folder, 'clone', `${gateway.url}/git/app.git`, 'stolen')).rejects.toThrow(
    /401|Authentication|could not read Username/,
  );
  expect(origin.seen.length).toBe(before);
});
