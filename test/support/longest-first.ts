import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, most of it waiting. What computes runs beside them, and nothing long is left for the end. */
const LONGEST = [
  'e2e/state/outages',
  'e2e/state/late-store',
  'e2e/state/fallen-back-redis',
  'e2e/state/limits-across-gateways',
  'e2e/failure/settings',
  'e2e/sessions/live-bodies',
  'origin-sdk/package',
  'e2e/sessions/live-connections',
  'origin-sdk/testing/odd-origins',
  'e2e/git',
  'worker/state/conformance/random-commands',
  'e2e/verify-anywhere/python',
  'e2e/parity/parity',
];

/** Begins with the longest files, and goes on with the others in the order that Vitest has learnt. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification): number => {
      // First those that are given a process of their own, since one that goes on to other files would end for them.
      if (project.config.isolate) return -1;
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
