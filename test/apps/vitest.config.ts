import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LONG_TEST_PATIENCE_MS, PATIENT } from '../support/patience.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { 'playwright-core': `${root}tools/browser/node_modules/playwright-core/index.mjs` } },
  test: { include: ['test/apps/*.test.ts'], ...PATIENT, testTimeout: LONG_TEST_PATIENCE_MS, maxWorkers: 1 },
});
