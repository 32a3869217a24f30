import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MUTANTS } from './list/index.ts';
import { type Mutant, mutated } from './mutant.ts';
import { runTests } from './run-tests.ts';
import { copyTree } from './tree-copy.ts';

/**
 * Takes one defence after the other away, in copies of the project, and runs the tests that must notice. Fails on a
 * survivor, and on an edit that does not fit its source any more. Arguments: words, of which an id must hold one.
 */

const PROJECT = join(import.meta.dirname, '../..');
const LANES = 2;

const words = process.argv.slice(2);
const wanted = MUTANTS.filter(({ id }) => words.length === 0 || words.some((word) => id.includes(word)));
const beganMs = performance.now();
const failures: string[] = [];

// All edits first: drift must not cost a run to be seen.
for (const mutant of wanted) await mutated(PROJECT, mutant);
const copies = Array.from({ length: LANES }, () => copyTree(PROJECT));
try {
  const lanes = copies.map(({ root }) => root);
  const files = [...new Set(wanted.flatMap(({ tests }) => tests))];
  console.log(`${wanted.length} mutants. First, their ${files.length} test files on the sources as they are:`);
  await inLanes(lanes, files, async (root, file) => {
    const outcome = await runTests(root, [file]);
    if (outcome.kind !== 'passed') failures.push(`${file} does not pass on the sources as they are`);
  });
  if (failures.length === 0) await inLanes(lanes, wanted, judge);
} finally {
  for (const copy of copies) copy.remove();
}
for (const failure of failures) console.error(failure);
const seconds = Math.round((performance.now() - beganMs) / 1000);
console.log(`${wanted.length} mutants, ${failures.length} problems, ${seconds} s`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function judge(root: string, mutant: Mutant): Promise<void> {
  const path = join(root, mutant.file);
  const original = await readFile(path, 'utf8');
  await writeFile(path, await mutated(root, mutant));
  const outcome = await runTests(root, mutant.tests);
  await writeFile(path, original);
  if (outcome.kind === 'failed') console.log(`noticed: ${mutant.id} (${outcome.test})`);
  else if (outcome.kind === 'passed')
    failures.push(`SURVIVED: ${mutant.id} (${mutant.file}; ${outcome.tests} tests passed)`);
  else failures.push(`did not run: ${mutant.id}\n${outcome.said}`);
}

/** Does all of the work, one piece in each lane at a time. */
async function inLanes<T>(
  lanes: readonly string[],
  work: readonly T[],
  act: (root: string, piece: T) => Promise<void>,
) {
  const left = [...work];
  await Promise.all(
    lanes.map(async (root) => {
      for (let piece = left.shift(); piece !== undefined; piece = left.shift()) await act(root, piece);
    }),
  );
}
