import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RELATIVE_TS = /((?:from|import) ?\(?'\.{1,2}\/[^']+)\.ts'/g;

/** Builds `dist` from `src`, without a trace of an earlier build. The folder is the package's. */
export function build() {
  rmSync('dist', { recursive: true, force: true });
  const tsc = join(fileURLToPath(import.meta.resolve('typescript/package.json')), '..', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The sources do not compile, so nothing is packed.');
  // The compiler rewrites the extensions in JavaScript, not in declarations.
  for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join('dist', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(RELATIVE_TS, "$1.js'"));
  }
}
