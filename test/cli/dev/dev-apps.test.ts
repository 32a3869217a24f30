import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, PROJECT_ROOT } from '@portcullis/cli/dev';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { until } from '../../support/gateway.ts';
import { folderOfFile, originOfFile } from '../../support/of-file.ts';
import { runCli } from '../run-cli.ts';

/** `portcullis dev` before two apps, each at its own host. */
const folder = await folderOfFile('dev-apps');
const [wiki, files] = [
  await originOfFile((_request, response) => response.end('wiki')),
  await originOfFile((_request, response) => response.end('files')),
];
const rules = join(folder, 'gateway.yaml');
await writeFile(
  rules,
  `version: 1
gateway: two-edge
hosts: [wiki.example.com, "{tenant}.files.example.com"]
clientAddress: cloudflare
origins:
  wiki: { url: https://wiki-origin.example.com, keys: ORIGIN_WIKI_KEYS, context: HS256 }
  files: { url: https://files-origin.example.com, keys: ORIGIN_FILES_KEYS, context: HS256 }
  other: { url: https://other-origin.example.com, keys: ORIGIN_OTHER_KEYS, context: HS256 }
state: { deadline: 2s }
routes:
  - { id: wiki, host: wiki.example.com, path: /**, origin: wiki, access: public }
  - { id: files, host: "{tenant}.files.example.com", path: /**, origin: files, access: public }
  - { id: other, path: /other, origin: other, access: public }
`,
);

test('each app is at its host, and dev says where, and which origin is not on this machine', async () => {
  const port = await freePort();
  const args = ['--origin', `wiki=${wiki.url}`, '--origin', `files=${files.url}`, '--rules', rules];
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'cli/src/main.ts'), 'dev', ...args, '--port', `${port}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await until(() => (said.includes('Ctrl-C ends it.') ? true : undefined));
    const places = [`wiki.example.com.localhost:${port}`, `acme.files.example.com.localhost:${port}`];
    for (const place of places) expect(said).toContain(`http://${place}`);
    expect(said).toContain('Origin other is at https://other-origin.example.com, as the rules say.');
    expect(said).toContain('The rules declare no role');
    const bodies = await Promise.all(places.map(async (host) => (await send({ port }, '/x', { host })).text));
    expect(bodies).toEqual(['wiki', 'files']);
    const before = [wiki.begun, files.begun];
    expect((await send({ port }, '/x', { host: `localhost:${port}` })).status).toBe(421);
    expect([wiki.begun, files.begun]).toEqual(before);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});

test.each([
  [['--origin', 'http://localhost:3000'], /several origins \(wiki, files, other\): write each as --origin wiki=/],
  [['--origin', 'wikki=http://localhost:3000'], /unknown origin "wikki"\. Did you mean "wiki"\?/],
])('dev %j does not start, and says why', async (args, told) => {
  const result = await runCli(['dev', ...args, '--rules', rules]);
  expect([result.exitCode, result.told]).toEqual([2, expect.stringMatching(told)]);
});
