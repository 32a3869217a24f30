import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { bundleWorker } from '../../cli/src/dev/bundle-worker.ts';
import { markdownTable } from './figures.ts';
import { startGatewayUnderTest } from './gateway-under-test.ts';
import { startBenchOrigin } from './origin.ts';
import { ensureTools } from './tools.ts';
import { runLoad } from './wrk.ts';

/** Where the samples of a profile fell while the gateway answered signed-in requests. */
export interface ProfileReport {
  readonly samples: number;
  /** Of all samples in which the process was busy. */
  readonly shares: readonly { readonly where: string; readonly share: number }[];
  /** The functions with the most samples of their own. */
  readonly functions: readonly { readonly name: string; readonly where: string; readonly share: number }[];
}

/** As the inspector gives it. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

const SECONDS = 8;
const SHOWN = 25;
/** Names that the engine gives to what is not JavaScript. */
const ENGINE = { '(program)': 'workerd itself', '(garbage collector)': 'garbage collector' };

/** Takes a profile of the Worker, bundled so that its functions have names. */
export async function benchProfile(): Promise<ProfileReport> {
  await ensureTools();
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-profile-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startBenchOrigin(folder);
    stops.push(origin.stop);
    const bundle = await readFile((await bundleWorker(join(folder, 'named'), false)).file, 'utf8');
    const inspector = await freePort();
    const flags = [`--inspector-addr=127.0.0.1:${inspector}`];
    const gateway = await startGatewayUnderTest(join(folder, 'gateway'), origin.url, {}, { bundle, flags });
    stops.push(gateway.stop);
    const load = { url: `${gateway.url}/owners/items`, headers: [gateway.cookie] };
    await runLoad({ ...load, seconds: 2 });
    const session = await openInspector(inspector);
    await session.send('Profiler.enable');
    await session.send('Profiler.setSamplingInterval', { interval: 200 });
    await session.send('Profiler.start');
    const { refused } = await runLoad({ ...load, seconds: SECONDS });
    const { profile } = (await session.send('Profiler.stop')) as { readonly profile: CpuProfile };
    session.close();
    if (refused > 0) throw new Error(`${refused} answers were refusals`);
    return reportOf(profile, bundle);
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openInspector(port: number) {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  let last = 0;
  return {
    send: (method: string, params: object = {}): Promise<unknown> => {
      last += 1;
      const id = last;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    close: () => socket.close(),
  };
}

function reportOf({ nodes, samples }: CpuProfile, bundle: string): ProfileReport {
  const fileOf = filesOf(bundle);
  const frames = new Map(
    nodes.map(({ id, callFrame }) => {
      const { functionName, lineNumber } = callFrame;
      const where = ENGINE[functionName as keyof typeof ENGINE] ?? fileOf(lineNumber);
      return [id, { name: functionName === '' ? '(anonymous)' : functionName, where }];
    }),
  );
  const busy = samples.flatMap((id) => frames.get(id) ?? []).filter(({ name }) => name !== '(idle)');
  const share = (count: number): number => count / busy.length;
  const functions = [...counted(busy, ({ name, where }) => `${name}\n${where}`)].map(([key, count]) => {
    const [name = '', where = ''] = key.split('\n');
    return { name, where, share: share(count) };
  });
  return {
    samples: busy.length,
    shares: [...counted(busy, ({ where }) => folderOf(where))].map(([where, count]) => ({
      where,
      share: share(count),
    })),
    functions: functions.slice(0, SHOWN),
  };
}

/** Counts by a key, the most frequent first. */
function counted<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** The source file of a line of the bundle, by the comments that the bundler leaves before each file. */
function filesOf(bundle: string): (line: number) => string {
  const starts = bundle.split('\n').flatMap((line, number) => {
    const file = /^\/\/ ((?:worker|rules|origin-sdk|node_modules)\/\S+)$/.exec(line)?.[1];
    return file === undefined ? [] : [{ number, file }];
  });
  return (line) => starts.findLast(({ number }) => number <= line)?.file ?? 'runtime';
}

/** `worker/pipeline/ingress.ts` as `worker/pipeline`, a package by its name. */
function folderOf(where: string): string {
  const parts = where.split('/');
  if (parts[0] === 'node_modules') return parts.slice(0, parts[1]?.startsWith('@') === true ? 3 : 2).join('/');
  return parts.length > 2 ? parts.slice(0, parts[1] === 'core' || parts[1] === 'src' ? 3 : 2).join('/') : where;
}

export function profileTablesOf({ samples, shares, functions }: ProfileReport): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `a signed-in request, ${samples} samples; what native code does for a function counts as its caller's`,
    markdownTable(
      ['where', 'share'],
      shares.map(({ where, share }) => [where, percent(share)]),
    ),
    markdownTable(
      ['function, by its own samples', 'share', 'file'],
      functions.map(({ name, where, share }) => [name, percent(share), where]),
    ),
  ].join('\n\n');
}
