import { defineConfig } from 'vitest/config';
import { PATIENT } from './test/support/patience.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/bench/**', 'test/frameworks/**'],
    globalSetup: 'test/support/announce.ts',
    ...PATIENT,
    // Each end-to-end file runs a workerd of its own; the machine has few cores.
    maxWorkers: 2,
  },
});
