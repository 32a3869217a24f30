import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { folderOfFile } from '../support/of-file.ts';

const folder = await folderOfFile('portcullis-recipes');
const page = readFileSync('docs/clients.md', 'utf8');
const [head = '', ...recipes] = yamlBlocks(page);

test.each(globSync('examples/apps/*/gateway.yaml').sort())('%s passes check --strict', async (file) => {
  expect(await runCli(['check', file, '--strict'])).toMatchObject({ exitCode: 0, told: '' });
});

test.each(recipes.map((text) => [/id: (\S+)/.exec(text.slice(text.indexOf('routes:')))?.[1] ?? '', text]))(
  'the recipe of docs/clients.md with the route %s passes check --strict',
  async (id, recipe) => {
    const file = join(folder, `${id}.yaml`);
    writeFileSync(file, head + recipe);
    expect(await runCli(['check', file, '--strict'])).toMatchObject({ exitCode: 0 });
  },
);

test.each(yamlBlocks(readFileSync('docs/sign-in.md', 'utf8')))(
  'a recipe of docs/sign-in.md passes check --strict',
  async (rules) => {
    const file = join(folder, 'sign-in.yaml');
    writeFileSync(file, rules);
    expect(await runCli(['check', file, '--strict'])).toMatchObject({ exitCode: 0, told: '' });
  },
);

test('the pages name every app that has rules, and no other', () => {
  const apps = globSync('examples/apps/*/gateway.yaml').map((file) => file.split('/')[2]);
  const linked = readFileSync('docs/apps.md', 'utf8').matchAll(/\(\.\.\/examples\/apps\/([^/]+)\/gateway\.yaml\)/g);
  expect([...new Set([...linked].map(([, app]) => app))].sort()).toEqual(apps.sort());
});

function yamlBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}
