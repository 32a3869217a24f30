import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecked } from './run-checked.mjs';
import { bundle } from './sizes.mjs';
import { entriesOf, needsNode, ROOT, TOOLS } from './tarball.mjs';

/** Runs the entries in Node 20, the oldest that is supported, in Deno, in Bun, and in workerd without Node's modules. */
export async function runEverywhere(app) {
  const entries = entriesOf(app);
  const universal = entries.filter((entry) => !needsNode(entry));
  const file = join(app, 'smoke.mjs');
  writeFileSync(file, `${imports(entries)}\nawait smoke(entries);\n`);
  const versions = [
    ['Node', runChecked(`${TOOLS}node`, ['--version'], app), [`${TOOLS}node`, 'smoke.mjs']],
    [
      'Deno',
      runChecked(`${TOOLS}deno`, ['--version'], app).split('\n')[0],
      [`${TOOLS}deno`, 'run', '--allow-env', '--node-modules-dir=manual', 'smoke.mjs'],
    ],
    ['Bun', runChecked(`${TOOLS}bun`, ['--version'], app), [`${TOOLS}bun`, 'smoke.mjs']],
  ];
  const lines = versions.map(([name, version, [program, ...args]]) => {
    const out = runChecked(program, args, app, { DENO_NO_UPDATE_CHECK: '1' });
    if (!out.includes('verified')) throw new Error(`${name} says nothing: ${out}`);
    return `${entries.length} entries in ${name} (${version.trim()})`;
  });
  await runInWorkerd(app, universal);
  return [...lines, `${universal.length} entries in workerd without compatibility flags`];
}

async function runInWorkerd(app, entries) {
  const { code } = await bundle(app, `${imports(entries)}\nexport default { test: () => smoke(entries) };\n`);
  writeFileSync(join(app, 'worker.mjs'), code);
  writeFileSync(
    join(app, 'workerd.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .worker)]);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-01-01",
);
`,
  );
  runChecked(join(ROOT, 'node_modules/.bin/workerd'), ['test', 'workerd.capnp'], app);
}

/** The smoke test with static imports, since a bundle needs them. */
function imports(entries) {
  const smoke = readFileSync(fileURLToPath(new URL('smoke.mjs', import.meta.url)), 'utf8');
  const modules = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const pairs = entries.map((entry, index) => `['${entry}', entry${index}]`);
  return `${modules.join('\n')}\n${smoke.replace('export async', 'async')}\nconst entries = [${pairs.join(', ')}];`;
}
