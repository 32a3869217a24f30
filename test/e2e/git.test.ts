import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type GitOrigin, startGitOrigin } from '../support/git-origin.ts';

const run = promisify(execFile);
const REPOSITORY_BYTES = 50 * 1024 * 1024;

let folder: string;
let origin: GitOrigin;
let gateway: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-git-'));
  await git(folder, 'init', '--bare', '--initial-branch=main', 'app.git');
  await git(join(folder, 'app.git'), 'config', 'http.receivepack', 'true');
  origin = await startGitOrigin(folder);
  gateway = await startTestGateway({
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
});

afterAll(async () => {
  await gateway?.stop();
  await origin?.close();
  await rm(folder, { recursive: true, force: true });
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
