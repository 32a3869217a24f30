import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pageHeaders } from '../support/response-policy.ts';
import { type Figure, figuresOf, type RatioInterval, ratioBetween, tableOf } from './figures.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.ts';
import { measureAll, type Subject } from './measure.ts';
import { type BenchOrigin, startBenchOrigin } from './origin.ts';
import { type RunningWorker, startPeer } from './peer-worker.ts';
import { readYoungCpuMicros } from './process-cpu.ts';
import { benchResponses, responsesTablesOf } from './responses/responses-bench.ts';
import { benchRules } from './rules/rules-bench.ts';
import { rulesTableOf } from './rules/rules-figure.ts';
import { benchSdk, sdkTablesOf } from './sdk/sdk-bench.ts';
import { benchSignals, signalsTableOf } from './signals/signals-bench.ts';
import { benchState, stateTablesOf } from './state/state-bench.ts';
import { ensureTools } from './tools.ts';

/**
 * `npm run bench`: CPU time of the gateway per request, beside peers that do less or the same, in one run on one machine;
 * then the figures of answers, of the rules, of shared state and of the origin SDK. `npm run bench -- gateway`, `responses`,
 * `rules`, `state`, `signals` or `sdk` measures one of them.
 */

const PARTS = ['gateway', 'responses', 'rules', 'state', 'signals', 'sdk'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '2' },
    'state-rounds': { type: 'string', default: '3' },
    trials: { type: 'string', default: '2000' },
    'signal-trials': { type: 'string', default: '200' },
  },
});

const rounds = Number(values.rounds);

interface GatewayReport {
  readonly origin: BenchOrigin['kind'];
  readonly seconds: number;
  readonly figures: readonly Figure[];
  /** A request in a session that renews, by one in a session that does not, with the interval of 95 %. */
  readonly renewal: RatioInterval;
  readonly bundle: GatewayUnderTest['bundle'];
  readonly startUp: { readonly gateway: StartUp; readonly passThrough: StartUp };
}

/** To the first answer, with workerd's own start. */
interface StartUp {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function bench(stops: (() => Promise<void>)[], folder: string): Promise<GatewayReport> {
  const seconds = Number(values.seconds);
  const origin = await startBenchOrigin(folder);
  stops.push(origin.stop);
  const gateway = await startGatewayUnderTest(join(folder, 'gateway'), origin.url);
  stops.push(gateway.stop);
  const gatewayStart = await startUpOf(gateway);
  const headers = pageHeaders(gateway.policy.routes[0]?.headers);
  const bindings = { ORIGIN: origin.url, ROLE_KEY: gateway.keys.role, CONTEXT_KEY: gateway.keys.context };
  const peer = async (name: string): Promise<RunningWorker> => {
    const started = await startPeer({
      name,
      folder: join(folder, name),
      define: { STRICT_HEADERS: headers },
      bindings,
    });
    stops.push(started.stop);
    return started;
  };
  const passThrough = await peer('pass-through');
  const passThroughStart = await startUpOf(passThrough);
  const [headersOnly, honoStack] = [await peer('headers-only'), await peer('hono-stack')];
  const { cookie } = gateway;
  const subjects: readonly Subject[] = [
    subject('pass-through', 'bare pass-through Worker', passThrough, '/open/items'),
    subject('headers-only', 'headers-only Worker', headersOnly, '/open/items'),
    subject('hono-stack', 'Hono middleware stack, signed in', honoStack, '/owners/items', [cookie]),
    subject('public', 'Portcullis, public route', gateway, '/open/items'),
    subject('signed-in', 'Portcullis, signed in', gateway, '/owners/items', [cookie]),
    subject('renewing', 'Portcullis, signed in, session renews', gateway, '/owners/items', [gateway.renewingCookie]),
    subject('strict', 'Portcullis, signed in, state asked', gateway, '/strict/items', [cookie]),
    subject('refused', 'Portcullis, refused with 401', gateway, '/owners/items', [], true),
  ];
  const series = await measureAll(subjects, rounds, seconds);
  return {
    origin: origin.kind,
    seconds,
    figures: figuresOf(series, { headersOnly: 'headers-only', honoStack: 'hono-stack' }),
    renewal: ratioBetween(series, 'renewing', 'signed-in'),
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
  refuses = false,
): Subject {
  return { id, title, pid: worker.pid, url: `${worker.url}${path}`, headers, refuses };
}

async function startUpOf(worker: RunningWorker): Promise<StartUp> {
  return { wallMs: worker.startMs, cpuMs: (await readYoungCpuMicros(worker.pid)) / 1000 };
}

function print({ origin, seconds, figures, renewal, bundle, startUp }: GatewayReport): void {
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
  const start = ({ wallMs, cpuMs }: StartUp): string => `${wallMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms CPU`;
  console.log(`\norigin: ${origin}; ${rounds} interleaved rounds of ${seconds} s, 32 connections\n`);
  console.log(`${tableOf(figures)}\n`);
  console.log(
    `a session that renews ÷ one that does not: ${renewal.median.toFixed(3)} [${renewal.low.toFixed(3)}, ${renewal.high.toFixed(3)}] (goal: at most 1.02)`,
  );
  console.log(`Worker bundle: ${kib(bundle.gzipBytes)} gzip (${kib(bundle.bytes)})`);
  console.log(
    `process start to first answer: gateway ${start(startUp.gateway)}; bare pass-through ${start(startUp.passThrough)}`,
  );
}

async function benchGateway(): Promise<GatewayReport> {
  const stops: (() => Promise<void>)[] = [];
  await ensureTools();
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  try {
    return await bench(stops, folder);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

const unknown = positionals.find((part) => !PARTS.includes(part));
if (unknown !== undefined) throw new Error(`bench: there is no part "${unknown}", only ${PARTS.join(', ')}`);
const includes = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const machine = `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
if (!values.json) console.log(machine);
const gateway = includes('gateway') ? await benchGateway() : null;
if (gateway !== null && !values.json) print(gateway);
const responses = includes('responses') ? await benchResponses({ rounds, seconds: Number(values.seconds) }) : null;
if (responses !== null && !values.json) console.log(`\n${responsesTablesOf(responses)}`);
const rules = includes('rules') ? benchRules(rounds) : null;
if (rules !== null && !values.json) console.log(`\n${rulesTableOf(rules)}`);
const state = includes('state')
  ? await benchState({
      trials: Number(values.trials),
      rounds: Number(values['state-rounds']),
      onStep: (step) => console.error(`measuring ${step}`),
    })
  : null;
if (state !== null && !values.json) console.log(`\n${stateTablesOf(state)}`);
const signals = includes('signals') ? await benchSignals(Number(values['signal-trials'])) : null;
if (signals !== null && !values.json) console.log(`\n${signalsTableOf(signals)}`);
const sdk = includes('sdk') ? await benchSdk(rounds) : null;
if (sdk !== null && !values.json) console.log(`\n${sdkTablesOf(sdk)}`);
if (values.json)
  console.log(JSON.stringify({ machine, rounds, gateway, responses, rules, state, signals, sdk }, null, 2));
