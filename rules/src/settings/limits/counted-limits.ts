import { formatSeconds } from '../../analysis/wording/index.ts';
import type { AdmitPlan, Engine } from '../../engine/index.ts';
import type { LimitDimension } from '../../policy/index.ts';

/** A limit as the request counts against it. */
export interface CountedLimit {
  readonly id: string;
  readonly by: readonly LimitDimension[];
  /** Parts of the key that is counted, e.g. `[["tenant","acme"],["user","u1"]]`. */
  readonly key: readonly (readonly [string, string])[];
  readonly quota: number;
  readonly windowSeconds: number;
}

/** The limits that count a request, each with the key that it counts under. */
export function countedLimits(engine: Engine, plan: AdmitPlan | null): readonly CountedLimit[] {
  return (plan?.limits ?? []).map(({ id, key, quota, windowSeconds }) => {
    // The key is the engine's own text: scope, id, then the parts.
    const [scope, , ...parts] = JSON.parse(key) as [string | null, string, ...[LimitDimension, string][]];
    const named = parts.some(([dimension]) => dimension === 'tenant');
    const all: (readonly [string, string])[] = scope === null || named ? parts : [['tenant', scope], ...parts];
    return { id, by: engine.limits.get(id)?.by ?? [], key: all, quota, windowSeconds };
  });
}

/** `api: 600 per 1m for tenant acme, user u1`. */
export function limitText({ id, key, quota, windowSeconds }: CountedLimit): string {
  const parts = key.map(([dimension, value]) => `${dimension} ${value}`).join(', ');
  return `${id}: ${quota} per ${formatSeconds(windowSeconds)} for ${parts}`;
}
