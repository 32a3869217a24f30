import { expect, test } from 'vitest';
import { PROVIDER_DEADLINE_MS } from '../../../../worker/adapters/bounded-fetch.ts';
import { CLAIM_MS } from '../../../../worker/core/identity/index.ts';

test('no other request asks a provider while one may still wait for its metadata, its tokens and its keys twice', () => {
  expect(CLAIM_MS).toBeGreaterThan(4 * PROVIDER_DEADLINE_MS);
});
