import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effort } from '../gateway-bench.ts';
import { startBenchOrigin } from '../origin.ts';
import { ensureTools } from '../tools.ts';
import { type Curve, curveTableOf, type MeasuredCurve, measureCurve } from './curve.ts';
import { alongBodySize, alongConnections } from './load-curves.ts';
import { alongAddresses, alongRoutes } from './rules-curves.ts';
import type { CurveSetting } from './setting.ts';
import { alongRevocations, alongTenants } from './state-curves.ts';

const CURVES: readonly ((setting: CurveSetting) => Promise<Curve>)[] = [
  alongRoutes,
  alongAddresses,
  alongRevocations,
  alongTenants,
  alongConnections,
  alongBodySize,
];

/** What a signed-in request costs while rules, state and load grow, one after the other. */
export async function benchCurves(effort: Effort): Promise<readonly MeasuredCurve[]> {
  await ensureTools();
  const measured: MeasuredCurve[] = [];
  for (const curve of CURVES) measured.push(await measureOne(curve, effort));
  return measured;
}

/** Ends what one curve needed before the next begins: idle processes take memory, and some of the CPU's time. */
async function measureOne(curve: (setting: CurveSetting) => Promise<Curve>, effort: Effort): Promise<MeasuredCurve> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-curve-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startBenchOrigin(folder);
    stops.push(origin.stop);
    return await measureCurve(await curve({ folder, originUrl: origin.url, stops }), effort);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

export function curvesTextOf(curves: readonly MeasuredCurve[]): string {
  return curves.map(curveTableOf).join('\n\n');
}
