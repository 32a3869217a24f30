import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { PATIENT } from './test/support/patience.ts';

/** Files that replace modules or change what their process shares, or that measure its CPU time. */
const ALONE = [
  'test/cli/admin-calls.test.ts',
  'test/cli/dev/redis-rest/dev-command.test.ts',
  'test/cli/keys.test.ts',
  'test/cli/mint.test.ts',
  'test/e2e/operations/wrangler-dev.test.ts',
  'test/worker/linear-time.test.ts',
];
const ELSEWHERE = ['test/apps/**', 'test/browser/**', 'test/frameworks/**'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/announce.ts',
    ...PATIENT,
    // One more than the two cores that the tests are made for, since many files wait most of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Starting a process for each file and loading the same modules again would take a third of all the time.
        test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: [...ELSEWHERE, ...ALONE] },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
