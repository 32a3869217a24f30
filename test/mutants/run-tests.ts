import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How a run of tests ended: all passed, a test failed (which), or it did not come to a test. */
export type Outcome =
  | { readonly kind: 'passed'; readonly tests: number }
  | { readonly kind: 'failed'; readonly test: string }
  | { readonly kind: 'broken'; readonly said: string };

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Far beyond what the slowest of them takes. A spoilt source may never come to an end. */
const LIMIT_MS = 15 * 60_000;

/** Runs test files of a copy of the project, up to the first failure. */
export async function runTests(root: string, files: readonly string[]): Promise<Outcome> {
  const reportFile = join(root, 'report.json');
  await rm(reportFile, { force: true });
  const args = ['run', '--bail=1', '--maxWorkers=1', '--reporter=json', `--outputFile=${reportFile}`, ...files];
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    // A test that waits for what a spoilt source never does need not wait for a minute.
    env: { TEST_PATIENCE: '0.5', ...process.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const text = await readFile(reportFile, 'utf8').catch(() => null);
  const tail = Buffer.concat(said).toString().slice(-2000);
  return text === null ? { kind: 'broken', said: tail } : outcomeOf(JSON.parse(text) as Report, tail);
}

function outcomeOf(report: Report, said: string): Outcome {
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.find(({ status }) => status === 'failed');
  if (failed !== undefined) return { kind: 'failed', test: failed.fullName };
  if (report.success && report.numPassedTests > 0) return { kind: 'passed', tests: report.numPassedTests };
  return { kind: 'broken', said: report.testResults.map(({ message }) => message).join('\n') || said };
}
