import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageHeaders } from '../support/response-policy.ts';
import { type Figure, figuresOf, markdownTable, tableOf } from './figures.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';
import { measureAll, type Subject } from './measure.ts';
import { type BenchOrigin, startBenchOrigin } from './origin.ts';
import { type RunningWorker, startPeer } from './peer-worker.ts';
import { readYoungCpuMicros } from './process-cpu.ts';
import { type Ratio, ratioBetween, ratioText } from './ratio.ts';
import { ensureTools } from './tools.ts';

/** How long a part of the bench takes. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
}

export interface GatewayReport {
  readonly origin: BenchOrigin['kind'];
  readonly seconds: number;
  readonly rounds: number;
  readonly figures: readonly Figure[];
  readonly goals: readonly MeasuredGoal[];
  readonly bundle: GatewayUnderTest['bundle'];
  readonly startUp: { readonly gateway: StartUp; readonly passThrough: StartUp };
}

/** To the first answer, with workerd's own start. */
interface StartUp {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What one subject may cost, by what another does. */
interface Goal {
  readonly title: string;
  readonly subject: string;
  readonly base: string;
  readonly atMost: number;
}

interface MeasuredGoal extends Goal {
  readonly ratio: Ratio;
}

const BASES = {
  'headers-only': '÷ headers-only',
  'hand-written': '÷ hand-written',
  'hono-stack': '÷ Hono stack',
};

const GOALS: readonly Goal[] = [
  { title: 'signed in ÷ hand-written', subject: 'signed-in', base: 'hand-written', atMost: 1.05 },
  { title: 'signed in ÷ headers-only', subject: 'signed-in', base: 'headers-only', atMost: 1.4 },
  { title: 'public ÷ headers-only', subject: 'public', base: 'headers-only', atMost: 1.25 },
  { title: 'refused ÷ headers-only', subject: 'refused', base: 'headers-only', atMost: 0.8 },
  { title: 'signed in ÷ Hono stack', subject: 'signed-in', base: 'hono-stack', atMost: 0.8 },
  { title: 'state asked ÷ headers-only', subject: 'strict', base: 'headers-only', atMost: 2.2 },
  { title: 'session that renews ÷ one that does not', subject: 'renewing', base: 'signed-in', atMost: 1.02 },
];

/** CPU time of a request to the gateway, beside peers that do less or the same, in one run on one machine. */
export async function benchGateway(effort: Effort): Promise<GatewayReport> {
  const stops: (() => Promise<void>)[] = [];
  await ensureTools();
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  try {
    return await bench(stops, folder, effort);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function bench(
  stops: (() => Promise<void>)[],
  folder: string,
  { rounds, seconds }: Effort,
): Promise<GatewayReport> {
  const origin = await startBenchOrigin(folder);
  stops.push(origin.stop);
  const gateway = await startGatewayUnderTest(join(folder, 'gateway'), origin.url);
  stops.push(gateway.stop);
  const gatewayStart = await startUpOf(gateway);
  const headers = pageHeaders(gateway.policy.routes[0]?.headers);
  const bindings = { ORIGIN: origin.url, ROLE_KEY: gateway.keys.role, CONTEXT_KEY: gateway.keys.context };
  const peer = async (name: string, copy = ''): Promise<RunningWorker> => {
    const define = { STRICT_HEADERS: headers };
    const started = await startPeer({ name, folder: join(folder, name + copy), define, bindings });
    stops.push(started.stop);
    return started;
  };
  const passThrough = await peer('pass-through');
  const passThroughStart = await startUpOf(passThrough);
  const headersOnly = await peer('headers-only');
  const twin = await peer('headers-only', '-twin');
  const [handWritten, honoStack] = [await peer('hand-written'), await peer('hono-stack')];
  const { cookie } = gateway;
  const open = '/open/items';
  const owners = '/owners/items';
  const subjects: readonly Subject[] = [
    subject('pass-through', 'bare pass-through Worker', passThrough, open, [cookie]),
    subject('headers-only', 'headers-only Worker', headersOnly, open, [cookie]),
    subject('headers-only-twin', 'headers-only Worker, a second one', twin, open, [cookie]),
    subject('hand-written', 'hand-written Worker, signed in', handWritten, owners, [cookie]),
    subject('hono-stack', 'Hono middleware stack, signed in', honoStack, owners, [cookie]),
    subject('public', 'Portcullis, public route', gateway, open),
    subject('signed-in', 'Portcullis, signed in', gateway, owners, [cookie]),
    subject('renewing', 'Portcullis, signed in, session renews', gateway, owners, [gateway.renewingCookie]),
    subject('strict', 'Portcullis, signed in, state asked', gateway, '/strict/items', [cookie]),
    { ...subject('refused', 'Portcullis, refused with 401', gateway, owners), refuses: true },
  ];
  const series = await measureAll(subjects, rounds, seconds);
  return {
    origin: origin.kind,
    seconds,
    rounds,
    figures: figuresOf(series, Object.keys(BASES)),
    goals: GOALS.map((goal) => ({ ...goal, ratio: ratioBetween(series, goal.subject, goal.base) })),
    bundle: gateway.bundle,
    startUp: { gateway: gatewayStart, passThrough: passThroughStart },
  };
}

function subject(
  id: string,
  title: string,
  worker: RunningWorker,
  path: string,
  headers: readonly string[] = [],
): Subject {
  return { id, title, pid: worker.pid, url: `${worker.url}${path}`, headers, refuses: false };
}

async function startUpOf(worker: RunningWorker): Promise<StartUp> {
  return { wallMs: worker.startMs, cpuMs: (await readYoungCpuMicros(worker.pid)) / 1000 };
}

/** The report as Markdown. */
export function gatewayTablesOf({ origin, seconds, rounds, figures, goals, bundle, startUp }: GatewayReport): string {
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
  const start = ({ wallMs, cpuMs }: StartUp): string => `${wallMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms CPU`;
  const verdicts = goals.map(({ title, atMost, ratio }) => [
    title,
    ratioText(ratio),
    `≤ ${atMost.toFixed(2)}`,
    ratio.median <= atMost ? 'yes' : 'no',
  ]);
  return [
    `origin: ${origin}; ${rounds} interleaved rounds of ${seconds} s, 32 connections; medians of paired ratios, bootstrap of 95 %`,
    tableOf(figures, BASES),
    markdownTable(['goal', 'measured', 'goal is', 'reached'], verdicts),
    [
      `Worker bundle: ${kib(bundle.gzipBytes)} gzip (${kib(bundle.bytes)})`,
      `process start to first answer: gateway ${start(startUp.gateway)}; bare pass-through ${start(startUp.passThrough)}`,
    ].join('\n'),
  ].join('\n\n');
}
