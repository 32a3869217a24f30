import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE_GZIP_KIB, START_UP_CPU_MS } from '../architecture/budget.ts';
import { type Figure, figuresOf, markdownTable, tableOf } from './figures.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';
import { goalsOf, latencyGoalOf, type MeasuredGoal } from './goals.ts';
import { type AddedLatency, type Latencies, latencyBeside } from './latency.ts';
import { measureAll, type Subject } from './measure.ts';
import { type BenchOrigin, startBenchOrigin } from './origin.ts';
import type { RunningWorker } from './peer-worker.ts';
import { missingFor, type Peer, type PeerId, startPeerOf } from './peers-of-bench.ts';
import { readYoungCpuMicros } from './process-cpu.ts';
import { ratioText } from './ratio.ts';
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
  /** Peers that are not there, and why. */
  readonly missing: readonly { readonly peer: string; readonly why: string }[];
  /** One request at a time, beside the Hono stack. */
  readonly latencies: Latencies;
  readonly goals: readonly MeasuredGoal[];
  readonly bundle: GatewayUnderTest['bundle'];
  readonly startUp: { readonly gateway: StartUp; readonly passThrough: StartUp };
}

/** To the first answer, with workerd's own start. */
export interface StartUp {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Ids of subjects that all are compared with, and the heading of their column. */
export const BASES = {
  'headers-only': '÷ headers-only',
  'hand-written': '÷ hand-written',
  'hono-stack': '÷ Hono stack',
};

const PEERS: readonly { readonly id: PeerId; readonly title: string; readonly path: string }[] = [
  { id: 'pass-through', title: 'bare pass-through Worker', path: '/open/items' },
  { id: 'headers-only', title: 'headers-only Worker', path: '/open/items' },
  { id: 'headers-only-twin', title: 'headers-only Worker, a second one', path: '/open/items' },
  { id: 'hand-written', title: 'hand-written Worker, signed in', path: '/owners/items' },
  { id: 'hono-stack', title: 'Hono middleware stack, signed in', path: '/owners/items' },
  { id: 'fastify-gateway', title: 'Fastify gateway on Node, signed in', path: '/owners/items' },
  { id: 'express-gateway', title: 'Express gateway on Node, signed in', path: '/owners/items' },
  { id: 'haproxy', title: 'HAProxy, signed in', path: '/owners/items' },
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
  const startUp = { gateway: await startUpOf(gateway), passThrough: { wallMs: 0, cpuMs: 0 } };
  const peers: Subject[] = [];
  for (const { id, title, path } of PEERS) {
    if (missingFor(id) !== null) continue;
    const peer = await startPeerOf(id, { folder, originUrl: origin.url, gateway });
    stops.push(peer.stop);
    if (id === 'pass-through') startUp.passThrough = await startUpOf(peer);
    if (path.startsWith('/owners/')) await expectRefusals(title, peer, path);
    peers.push(subject(id, title, peer, path, [peer.cookie]));
  }
  const subjects = [...peers, ...subjectsOf(gateway)];
  const series = await measureAll(subjects, rounds, seconds);
  const named = (id: string): Subject => {
    const found = subjects.find((each) => each.id === id);
    if (found === undefined) throw new Error(`${id} is missing`);
    return found;
  };
  const besides = { base: named('headers-only'), gateway: named('signed-in'), peer: named('hono-stack') };
  const latencies = await latencyBeside(besides, rounds, seconds);
  return {
    origin: origin.kind,
    seconds,
    rounds,
    figures: figuresOf(series, Object.keys(BASES)),
    missing: PEERS.flatMap(({ id, title }) => {
      const why = missingFor(id);
      return why === null ? [] : [{ peer: title, why }];
    }),
    latencies,
    goals: [...goalsOf(series), latencyGoalOf(latencies.ratio)],
    bundle: gateway.bundle,
    startUp,
  };
}

function subjectsOf(gateway: GatewayUnderTest): readonly Subject[] {
  const { cookie, renewingCookie } = gateway;
  const owners = '/owners/items';
  return [
    subject('public', 'Portcullis, public route', gateway, '/open/items'),
    subject('signed-in', 'Portcullis, signed in', gateway, owners, [cookie]),
    subject('renewing', 'Portcullis, signed in, session renews', gateway, owners, [renewingCookie]),
    subject('strict', 'Portcullis, signed in, state asked', gateway, '/strict/items', [cookie]),
    subject('counted', 'Portcullis, signed in, counted exactly', gateway, '/counted/items', [cookie]),
    { ...subject('refused', 'Portcullis, refused with 401', gateway, owners), refuses: true },
  ];
}

/** A peer that lets everybody in would be cheap, and no peer. */
async function expectRefusals(title: string, { url, cookie }: Peer, path: string): Promise<void> {
  const token = cookie.slice('Cookie: '.length);
  const forged = token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  for (const headers of [{}, { cookie: forged }]) {
    const answer = await fetch(`${url}${path}`, { headers });
    await answer.body?.cancel();
    if (answer.status !== 401) throw new Error(`${title}: answers ${answer.status} where it must refuse`);
  }
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
export function gatewayTablesOf(report: GatewayReport): string {
  const { origin, seconds, rounds, figures, missing, latencies, goals, bundle, startUp } = report;
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
  const start = ({ wallMs, cpuMs }: StartUp): string => `${wallMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms CPU`;
  const verdicts = goals.map(({ title, atMost, ratio, reached }) => [
    title,
    ratioText(ratio),
    `≤ ${atMost.toFixed(2)}`,
    reached,
  ]);
  return [
    `origin: ${origin}; ${rounds} interleaved rounds of ${seconds} s, 32 connections; medians of paired ratios, bootstrap of 95 %`,
    tableOf(figures, BASES),
    ...missing.map(({ peer, why }) => `left out: ${peer}: ${why}`),
    latencyText(latencies),
    markdownTable(['goal', 'measured', 'goal is', 'reached'], verdicts),
    [
      `Worker bundle: ${kib(bundle.gzipBytes)} gzip (${kib(bundle.bytes)}); at most ${BUNDLE_GZIP_KIB.atMost} KiB, goal ${BUNDLE_GZIP_KIB.goal} KiB`,
      `process start to first answer: gateway ${start(startUp.gateway)}; bare pass-through ${start(startUp.passThrough)}; goal ${START_UP_CPU_MS.goal} ms CPU more`,
    ].join('\n'),
  ].join('\n\n');
}

function latencyText({ gateway, peer, ratio }: Latencies): string {
  const ms = (micros: number): string => `${(micros / 1000).toFixed(2)} ms`;
  const added = ({ medianMicros, baseMicros }: AddedLatency): string => ms(medianMicros - baseMicros);
  return [
    `one request at a time: the median answer of headers-only takes ${ms(gateway.baseMicros)};`,
    `the gateway adds ${added(gateway)}, the Hono stack ${added(peer)}, ratio ${ratioText(ratio)}`,
  ].join(' ');
}
