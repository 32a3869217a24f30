import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LONG_TEST_PATIENCE_MS, PATIENT } from '../support/patience.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/frameworks/**/*.test.ts'], ...PATIENT, hookTimeout: LONG_TEST_PATIENCE_MS, maxWorkers: 1 },
});
