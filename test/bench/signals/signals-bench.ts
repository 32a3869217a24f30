import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GoalFigure, goalTableOf } from '../goal-figure.ts';
import { startSignalSetting } from './setting.ts';
import { type SignalTrials, signalFigures, trySignals } from './signal-figures.ts';
import { writeFigures } from './write-figures.ts';

/** How soon a leaver is out, and what sessions that renew write. */
export interface SignalsReport {
  readonly figures: readonly GoalFigure[];
  readonly signals: readonly SignalTrials[];
}

/** @param trials of each kind of signal; five take a second and a half */
export async function benchSignals(trials: number): Promise<SignalsReport> {
  const stops: (() => unknown)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-signals-'));
  try {
    const setting = await startSignalSetting(folder, stops);
    const writes = await writeFigures(setting);
    const signals = await trySignals(setting, trials);
    return { figures: [...signalFigures(signals), ...writes], signals };
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export function signalsTableOf({ figures }: SignalsReport): string {
  return goalTableOf('identity', figures);
}
