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
  readonly ratios: readonly ComparedRequest[];
}

export interface ComparedRequest {
  readonly title: string;
  readonly ratio: Ratio;
  /** The same in processes that were started once more, where the first ratio said dearer; else `null`. */
  readonly again: Ratio | null;
}

/** A gateway as another process has said where it is. */
type Served = Omit<GatewayUnderTest, 'policy' | 'mint' | 'stop'>;

const REQUESTS = [
  { id: 'public', title: 'public route', path: '/open/items' },
  { id: 'signed-in', title: 'signed in', path: '/owners/items' },
  { id: 'strict', title: 'signed in, state asked', path: '/strict/items' },
  { id: 'refused', title: 'refused with 401', path: '/owners/items' },
] as const;

type ComparableRequest = (typeof REQUESTS)[number];

/** What another revision must have to be measured. */
const SERVER = 'test/bench/serve-gateway.ts';

/**
 * Why a revision cannot be compared with; `null` where it can.
 * @throws where there is no such revision
 */
export async function incomparable(revision: string): Promise<string | null> {
  const short = await shortName(revision);
  const { stdout } = await run('git', ['ls-tree', '--name-only', short, SERVER], { cwd: PROJECT_ROOT });
  return stdout.trim() === '' ? `${short} has no ${SERVER}` : null;
}

async function shortName(revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--short', `${revision}^{commit}`];
  const named = await run('git', args, { cwd: PROJECT_ROOT }).catch(() => null);
  if (named === null) throw new Error(`bench: there is no revision "${revision}"`);
  return named.stdout.trim();
}

/**
 * Runs this tree's gateway beside that of another revision, which is checked out into a folder of its own and installs nothing: the
 * packages are this tree's. What seems dearer is measured once more in processes of its own: of two processes that run the
 * same code, one can be dearer all its life, by where its memory lies.
 * @throws where the revision is unknown, or cannot be measured
 */
export async function compareWith(revision: string, effort: Effort): Promise<Comparison> {
  await ensureTools();
  const short = await shortName(revision);
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-compare-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startBenchOrigin(folder);
    stops.push(origin.stop);
    const tree = join(folder, 'tree');
    stops.push(await checkOut(short, tree));
    const setting = { folder, tree, originUrl: origin.url, effort };
    const first = await measureBoth(setting, REQUESTS, 'first');
    const suspects = REQUESTS.filter(({ id }) => isDearer(first.get(id)));
    const again = suspects.length === 0 ? null : await measureBoth(setting, suspects, 'again');
    return {
      revision: short,
      ratios: REQUESTS.flatMap(({ id, title }) => {
        const ratio = first.get(id);
        return ratio === undefined ? [] : [{ title, ratio, again: again?.get(id) ?? null }];
      }),
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Setting {
  readonly folder: string;
  readonly tree: string;
  readonly originUrl: string;
  readonly effort: Effort;
}

/** @param name of the folder in which both gateways stand */
async function measureBoth(
  { folder, tree, originUrl, effort }: Setting,
  requests: readonly ComparableRequest[],
  name: string,
): Promise<ReadonlyMap<ComparableRequest['id'], Ratio>> {
  const other = await serve(tree, join(folder, name, 'other'), originUrl);
  try {
    const own = await startGatewayUnderTest(join(folder, name, 'own'), originUrl);
    try {
      const subjects = requests.flatMap((request) => [
        subjectOf('own', own, request),
        subjectOf('other', other.served, request),
      ]);
      const series = await measureAll(subjects, effort.rounds, effort.seconds);
      return new Map(requests.map(({ id }) => [id, ratioBetween(series, `own-${id}`, `other-${id}`)]));
    } finally {
      await own.stop();
    }
  } finally {
    await other.stop();
  }
}

function subjectOf(
  whose: 'own' | 'other',
  { pid, url, cookie }: Served,
  { id, title, path }: ComparableRequest,
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
  await mkdir(folder, { recursive: true });
  const child = spawn(process.execPath, [join(tree, SERVER), folder, origin], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('bench: the gateway of the other revision did not start')));
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
    ['one request', `CPU ÷ that of ${revision}`, 'once more'],
    ratios.map(({ title, ratio, again }) => [title, ratioText(ratio), again === null ? '' : ratioText(again)]),
  );
}

/** Where the whole interval lies above this, a change has made requests dearer. */
export const MOST = 1.05;

function isDearer(ratio: Ratio | null | undefined): boolean {
  return ratio !== null && ratio !== undefined && ratio.low > MOST;
}

/** What has become dearer for certain: both times, the whole interval lies above the bound. */
export function dearer({ ratios }: Comparison): readonly string[] {
  return ratios.filter(({ ratio, again }) => isDearer(ratio) && isDearer(again)).map(({ title }) => title);
}
