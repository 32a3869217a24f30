// Packs @portcullis/origin as npm would publish it, and looks at the tarball with the eyes of its users.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileConsumers } from './consumers.mjs';
import { lint } from './lint.mjs';
import { runEverywhere } from './runtimes.mjs';
import { measure } from './sizes.mjs';
import { install, pack } from './tarball.mjs';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-package-'));
const failures = [];

/** Runs one step; the others still run if it fails, so that one run reports everything. */
async function step(name, work) {
  try {
    for (const line of await work()) console.log(`ok      ${name}: ${line}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

try {
  let tarball = '';
  await step('pack', () => {
    tarball = pack(folder);
    return ['npm pack leaves the work tree as it was'];
  });
  if (tarball !== '') {
    const app = install(tarball, folder);
    await step('lint', () => lint(tarball));
    await step('size', () => measure(tarball, app));
    await step('types', () => compileConsumers(app));
    await step('run', () => runEverywhere(app));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.log(`The package is not fit to publish: ${failures.join(', ')}.`);
  process.exitCode = 1;
}
