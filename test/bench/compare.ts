import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '@portcullis/cli/dev';
import { markdownTable } from './figures.ts';
import type { Effort } from './gateway-bench.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';
import { measureAll, type Subject } from './measure.ts';
import { startBenchOrigin, stopChild } from './origin.ts';
import { type Ratio, ratioBetween, ratioText } from './ratio.ts';
import { ensureTools } from './tools.ts';

const run = promisify(execFile);

/** What one request costs in this tree, by what it costs in another revision. */
export interface Comparison {
  readonly revision: string;
  readonly ratios: readonly { readonly title: string; readonly ratio: Ratio }[];
}

/** A gateway as another process has said where it is. */
type Served = Omit<GatewayUnderTest, 'policy' | 'stop'>;

const REQUESTS = [
  { id: 'public', title: 'public route', path: '/open/items' },
  { id: 'signed-in', title: 'signed in', path: '/owners/items' },
  { id: 'strict', title: 'signed in, state asked', path: '/strict/items' },
  { id: 'refused', title: 'refused with 401', path: '/owners/items' },
] as const;

/**
 * Runs this tree's gateway beside that of another revision, which is checked out into a folder of its own and installs nothing: the
 * packages are this tree's.
 * @throws where the revision is unknown, or is older than `serve-gateway.ts`
 */
export async function compareWith(revision: string, { rounds, seconds }: Effort): Promise<Comparison> {
  await ensureTools();
  const { stdout } = await run('git', ['rev-parse', '--verify', '--short', `${revision}^{commit}`], {
    cwd: PROJECT_ROOT,
  });
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-compare-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startBenchOrigin(folder);
    stops.push(origin.stop);
    const tree = join(folder, 'tree');
    stops.push(await checkOut(stdout.trim(), tree));
    const other = await serve(tree, join(folder, 'other'), origin.url);
    stops.push(other.stop);
    const own = await startGatewayUnderTest(join(folder, 'own'), origin.url);
    stops.push(own.stop);
    const subjects = REQUESTS.flatMap((request) => [
      subjectOf('own', own, request),
      subjectOf('other', other.served, request),
    ]);
    const series = await measureAll(subjects, rounds, seconds);
    return {
      revision: stdout.trim(),
      ratios: REQUESTS.map(({ id, title }) => ({ title, ratio: ratioBetween(series, `own-${id}`, `other-${id}`) })),
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function subjectOf(
  whose: 'own' | 'other',
  { pid, url, cookie }: Served,
  { id, title, path }: (typeof REQUESTS)[number],
): Subject {
  const headers = id === 'public' || id === 'refused' ? [] : [cookie];
  return {
    id: `${whose}-${id}`,
    title: `${title} (${whose})`,
    pid,
    url: `${url}${path}`,
    headers,
    refuses: id === 'refused',
  };
}

async function checkOut(revision: string, tree: string): Promise<() => Promise<void>> {
  await run('git', ['worktree', 'add', '--detach', tree, revision], { cwd: PROJECT_ROOT });
  const packages = join(PROJECT_ROOT, 'node_modules');
  await mkdir(join(tree, 'node_modules/@portcullis'), { recursive: true });
  for (const name of await readdir(packages)) {
    if (name !== '@portcullis') await symlink(join(packages, name), join(tree, 'node_modules', name));
  }
  // The project's own packages are the other revision's.
  for (const name of await readdir(join(packages, '@portcullis')))
    await symlink(await readlink(join(packages, '@portcullis', name)), join(tree, 'node_modules/@portcullis', name));
  return async () => {
    await run('git', ['worktree', 'remove', '--force', tree], { cwd: PROJECT_ROOT });
  };
}

async function serve(
  tree: string,
  folder: string,
  origin: string,
): Promise<{ readonly served: Served; readonly stop: () => Promise<void> }> {
  const script = join(tree, 'test/bench/serve-gateway.ts');
  const child = spawn(process.execPath, [script, folder, origin], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('bench: the other revision cannot be measured: it has no such gateway')));
  });
  const stop = (): Promise<void> => {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin.end();
    return child.exitCode === null ? ended : stopChild(child);
  };
  return { served: JSON.parse(line) as Served, stop };
}

/** The comparison as a Markdown table. */
export function comparisonTableOf({ revision, ratios }: Comparison): string {
  return markdownTable(
    ['one request', `CPU ÷ that of ${revision}`],
    ratios.map(({ title, ratio }) => [title, ratioText(ratio)]),
  );
}

/** More than this, whatever the noise, and a change has made requests dearer. */
export const MOST = 1.05;

/** What has become dearer for certain. */
export function dearer({ ratios }: Comparison): readonly string[] {
  return ratios.filter(({ ratio }) => ratio.low > MOST).map(({ title }) => title);
}
