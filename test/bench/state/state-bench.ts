import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GoalFigure, goalTableOf } from '../goal-figure.ts';
import { failureFigures } from './failure-figures.ts';
import { type LatencyFigure, latencyFigures, latencyTableOf } from './latency-figures.ts';
import { type LimitTrial, limitFigures, limitTableOf, tryLimits } from './limit-figures.ts';
import { memoryFigures } from './memory-figures.ts';
import { type Revocations, revocationFigures, revocationTableOf, tryRevocations } from './revocation-figures.ts';
import { roundTripFigures } from './round-trips.ts';
import { startSetting } from './setting.ts';

/** What shared state costs and guarantees. */
export interface StateReport {
  readonly figures: readonly GoalFigure[];
  readonly limits: readonly LimitTrial[];
  readonly revocations: Revocations;
  /** The same among gateways that share what they hear from Redis. */
  readonly relayed: Revocations;
  readonly latency: readonly LatencyFigure[];
}

export interface StateBenchOptions {
  /** Revocations; 30 of them take a second. */
  readonly trials: number;
  /** Of the comparison with the peer; each takes 38 seconds. */
  readonly rounds: number;
  /** Told what is being measured. */
  readonly onStep: (step: string) => void;
}

/** Measures shared state over one Redis; takes about five minutes. */
export async function benchState({ trials, rounds, onStep }: StateBenchOptions): Promise<StateReport> {
  const stops: (() => unknown)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-state-'));
  try {
    const setting = await startSetting(folder, stops);
    onStep('latency and commands, beside the peer');
    const latency = await latencyFigures(setting, rounds);
    onStep('round trips');
    const roundTrips = await roundTripFigures(setting);
    onStep('limits');
    const limits = await tryLimits(setting);
    onStep('revocations');
    const revocations = await tryRevocations(setting, trials);
    onStep('revocations, with a relay');
    const relayed = await tryRevocations({ ...setting, gateways: setting.relayed }, trials);
    onStep('failures');
    const failures = await failureFigures(setting);
    onStep('memory');
    const figures = [
      ...roundTrips,
      ...limitFigures(limits),
      ...revocationFigures(revocations),
      ...revocationFigures(relayed, 'with a relay: '),
      ...failures,
      ...memoryFigures(),
    ];
    return { figures, limits, revocations, relayed, latency };
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The report as Markdown tables. */
export function stateTablesOf({ figures, limits, revocations, relayed, latency }: StateReport): string {
  const tables = [
    goalTableOf('shared state', figures),
    limitTableOf(limits),
    revocationTableOf(revocations, 'four gateways'),
    revocationTableOf(relayed, 'four gateways with a relay'),
    latencyTableOf(latency),
  ];
  return tables.join('\n\n');
}
