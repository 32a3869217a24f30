import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compareWith, comparisonTableOf, dearer, MOST } from './compare.ts';
import { benchGateway, gatewayTablesOf } from './gateway-bench.ts';
import { benchResponses, responsesTablesOf } from './responses/responses-bench.ts';
import { benchRules } from './rules/rules-bench.ts';
import { rulesTableOf } from './rules/rules-figure.ts';
import { benchSdk, sdkTablesOf } from './sdk/sdk-bench.ts';
import { benchSignals, signalsTableOf } from './signals/signals-bench.ts';
import { benchState, stateTablesOf } from './state/state-bench.ts';

/**
 * `npm run bench`: CPU time of the gateway per request, beside peers that do less or the same, in one run on one machine;
 * then the figures of answers, of the rules, of shared state and of the origin SDK. `npm run bench -- gateway`, `responses`,
 * `rules`, `state`, `signals` or `sdk` measures one of them. `--compare REV` runs this tree's gateway beside another revision's.
 */

const PARTS = ['gateway', 'responses', 'rules', 'state', 'signals', 'sdk'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    compare: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '2' },
    'state-rounds': { type: 'string', default: '3' },
    trials: { type: 'string', default: '2000' },
    'signal-trials': { type: 'string', default: '200' },
  },
});

const rounds = Number(values.rounds);
const effort = { rounds, seconds: Number(values.seconds) };

const unknown = positionals.find((part) => !PARTS.includes(part));
if (unknown !== undefined) throw new Error(`bench: there is no part "${unknown}", only ${PARTS.join(', ')}`);
const includes = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const machine = `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
if (!values.json) console.log(machine);
if (values.compare !== undefined) {
  const comparison = await compareWith(values.compare, effort);
  console.log(values.json ? JSON.stringify(comparison, null, 2) : `\n${comparisonTableOf(comparison)}`);
  const slower = dearer(comparison);
  if (slower.length > 0) console.error(`dearer by more than ${MOST} for certain: ${slower.join(', ')}`);
  process.exit(slower.length > 0 ? 1 : 0);
}
const gateway = includes('gateway') ? await benchGateway(effort) : null;
if (gateway !== null && !values.json) console.log(`\n${gatewayTablesOf(gateway)}`);
const responses = includes('responses') ? await benchResponses(effort) : null;
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
