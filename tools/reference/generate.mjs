// Writes docs/reference/origin from the docstrings of @portcullis/origin; with --check it only says whether it is current.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenLinks } from './broken-links.mjs';
import { differences } from './differences.mjs';
import { writeReference } from './write-reference.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REFERENCE = join(ROOT, 'docs/reference/origin');
const folder = mkdtempSync(join(tmpdir(), 'portcullis-reference-'));

try {
  const problems = await writeReference(join(ROOT, 'origin-sdk'), folder);
  problems.push(...brokenLinks(folder));
  if (process.argv.includes('--check')) {
    problems.push(
      ...differences(folder, REFERENCE).map(
        (file) => `docs/reference/origin/${file} is not current: run "npm run reference".`,
      ),
    );
  } else if (problems.length === 0) {
    rmSync(REFERENCE, { recursive: true, force: true });
    cpSync(folder, REFERENCE, { recursive: true });
    console.log('docs/reference/origin is written.');
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
