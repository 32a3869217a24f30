import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/bench/**', 'test/frameworks/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Each end-to-end file runs a workerd of its own; the machine has few cores.
    maxWorkers: 2,
  },
});
