import { expect } from 'vitest';
import type { TestOrigin } from '../../support/origin.ts';
import { until } from '../../support/patience.ts';
import { unreached } from '../../support/unreached.ts';

/** The bound of `revocation: within 1s`. */
const BOUND_MS = 1000;

/**
 * A session that has just been revoked is refused at all gateways, and what is sent after the bound does not pass, however long
 * each answer takes. In the end nothing of it reaches the origin.
 * @param ask asks at each gateway once; resolves with the statuses
 */
export async function endsWithinBound(
  ask: () => Promise<readonly number[]>,
  origin: Pick<TestOrigin, 'begun'>,
): Promise<void> {
  const acknowledgedMs = Date.now();
  await until(async () => {
    const isBound = Date.now() - acknowledgedMs > BOUND_MS;
    const statuses = await ask();
    if (isBound) expect(statuses).not.toContain(200);
    return isBound && statuses.every((status) => status === 401) ? true : undefined;
  });
  for (const status of await unreached(origin, ask)) expect(status).toBe(401);
}
