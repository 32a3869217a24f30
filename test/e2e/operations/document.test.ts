import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { words } from '../../docs/console-blocks.ts';
import { folderOfFile, gatewayOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';

/** The document's commands, in its order, against a gateway that runs. */

const COMMAND = /^ *npx portcullis (.+?)(?: > (\S+))?$/gm;

const RULES = testRules({
  origins: { app: 'http://127.0.0.1:9' },
  routes: ['id: mine, path: /mine, access: { roles: any }'],
  roles: '[owner, dispatcher, deployer]',
  more: 'tokens: { roles: [deployer], lifetime: 90d }',
});
const gateway = await gatewayOfFile({ rules: RULES });
const folder = await folderOfFile('portcullis-document');
await writeFile(join(folder, 'gateway.yaml'), RULES.replaceAll('PORT', String(gateway.port)));

test('all of them work', async () => {
  const commands = [...(await readFile('docs/operations.md', 'utf8')).matchAll(COMMAND)];
  expect(commands.length).toBeGreaterThanOrEqual(14);
  const env = { ADMIN_KEYS: gateway.settings['ADMIN_KEYS'] ?? '', PORTCULLIS_GATEWAY: gateway.url };
  const soon = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)}Z`;
  let token = '';
  for (const [, command = '', output] of commands) {
    const args = words(command)
      // The caller's own network, moment and token, in the place of the reader's.
      .map((word) => word.replace('203.0.113.0/24', '127.0.0.0/8'))
      .map((word) => word.replace('2027-01-01T00:00Z', soon))
      .map((word) => (word === 'ID' ? token : word))
      .map((word) => (word.endsWith('.ndjson') ? join(folder, word) : word));
    const { exitCode, out, told } = await runCli([...args, '--rules', join(folder, 'gateway.yaml')], env, 'y');
    expect(exitCode, `${command}\n${told}`).toBe(0);
    token = /^(\S+) +ci /m.exec(out)?.[1] ?? token;
    if (output !== undefined) await writeFile(join(folder, output), out);
  }
});
