/**
 * How often a property is tried with random data. Each run of the tests tries others, so that few suffice for each;
 * `TEST_RUNS=10` tries ten times as many.
 */
export function randomRuns(usual: number): number {
  return Math.ceil(usual * Number(process.env['TEST_RUNS'] ?? 1));
}
