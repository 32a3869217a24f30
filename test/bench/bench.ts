import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chartOf, chartRowsOf } from './chart.ts';
import { compareWith, comparisonTableOf, dearer, incomparable, MOST } from './compare.ts';
import { benchCurves, curvesTextOf } from './curves/curves-bench.ts';
import { benchGateway, gatewayTablesOf } from './gateway-bench.ts';
import { HELP, PARTS } from './help.ts';
import { benchProfile, profileTablesOf } from './profile.ts';
import { benchResponses, responsesTablesOf } from './responses/responses-bench.ts';
import { benchRules } from './rules/rules-bench.ts';
import { rulesTableOf } from './rules/rules-figure.ts';
import { benchScale, scaleTablesOf } from './scale/scale-bench.ts';
import { benchSdk, sdkTablesOf } from './sdk/sdk-bench.ts';
import { benchSignals, signalsTableOf } from './signals/signals-bench.ts';
import { benchState, stateTablesOf } from './state/state-bench.ts';

/** `npm run bench`: see `help.ts`. */

const SCALE_SEED = 1;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    json: { type: 'boolean', default: false },
    chart: { type: 'string' },
    compare: { type: 'string' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '2' },
    'curve-rounds': { type: 'string', default: '3' },
    'state-rounds': { type: 'string', default: '3' },
    trials: { type: 'string', default: '2000' },
    'signal-trials': { type: 'string', default: '200' },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const { json } = values;
const rounds = Number(values.rounds);
const effort = { rounds, seconds: Number(values.seconds) };
const unknown = positionals.find((part) => part !== 'all' && !Object.hasOwn(PARTS, part));
if (unknown !== undefined)
  throw new Error(`bench: there is no part "${unknown}", only ${Object.keys(PARTS).join(', ')} and all`);
const isWanted = (part: keyof typeof PARTS): boolean =>
  positionals.includes('all') || positionals.includes(part) || (positionals.length === 0 && PARTS[part].isUsual);
const machine = `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
const load = loadavg()[0] ?? 0;
if (!json) console.log(`${machine}; load before: ${load.toFixed(1)}`);
if (values.compare !== undefined) process.exit(await compare(values.compare));

const gateway = await part('gateway', () => benchGateway(effort), gatewayTablesOf);
if (values.chart !== undefined && gateway !== null)
  await writeFile(
    values.chart,
    chartOf(
      'CPU time of a request ÷ that of a Worker that only sets headers',
      chartRowsOf(gateway.figures, 'headers-only'),
    ),
  );
const curveEffort = { rounds: Number(values['curve-rounds']), seconds: 1 };
const curves = await part('curves', () => benchCurves(curveEffort), curvesTextOf);
const responses = await part('responses', () => benchResponses(effort), responsesTablesOf);
const rules = await part('rules', () => benchRules(rounds), rulesTableOf);
const state = await part('state', () => benchState(stateEffort()), stateTablesOf);
const signals = await part('signals', () => benchSignals(Number(values['signal-trials'])), signalsTableOf);
const scale = await part('scale', () => benchScale(SCALE_SEED), scaleTablesOf);
const profile = await part('profile', benchProfile, profileTablesOf);
const sdk = await part('sdk', () => benchSdk(rounds), sdkTablesOf);
if (json) {
  const measured = { gateway, curves, responses, rules, state, signals, scale, profile, sdk };
  console.log(JSON.stringify({ machine, load, date: new Date().toISOString(), rounds, ...measured }, null, 2));
}

/** `null` where the part is not wanted. */
async function part<Report>(
  name: keyof typeof PARTS,
  measure: () => Report | Promise<Report>,
  tablesOf: (report: Report) => string,
): Promise<Report | null> {
  if (!isWanted(name)) return null;
  const report = await measure();
  if (!json) console.log(`\n${tablesOf(report)}`);
  return report;
}

function stateEffort(): Parameters<typeof benchState>[0] {
  return {
    trials: Number(values.trials),
    rounds: Number(values['state-rounds']),
    onStep: (step) => console.error(`measuring ${step}`),
  };
}

/** Exit code: 1 where a request has become dearer for certain. */
async function compare(revision: string): Promise<0 | 1> {
  const obstacle = await incomparable(revision);
  if (obstacle !== null) {
    console.error(`SKIPPED: nothing was compared: ${obstacle}`);
    return 0;
  }
  const comparison = await compareWith(revision, effort);
  console.log(json ? JSON.stringify(comparison, null, 2) : `\n${comparisonTableOf(comparison)}`);
  const slower = dearer(comparison);
  if (slower.length > 0) console.error(`dearer by more than ${MOST} for certain, twice: ${slower.join(', ')}`);
  return slower.length > 0 ? 1 : 0;
}
