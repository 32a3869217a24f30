import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/frameworks/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000, maxWorkers: 1 },
});
