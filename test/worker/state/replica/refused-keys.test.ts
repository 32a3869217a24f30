import { expect, test } from 'vitest';
import { createRefusedKeys } from '../../../../worker/state/replica/refused-keys.ts';
import { claim } from '../conformance/samples.ts';

const limit = claim('k', 1, 60);
const refused = { id: 'k', admitted: false, remaining: 0, resetMs: 1000 };

test('a refusal that is remembered never names a time at which it may still hold', () => {
  const clock = { ms: 5000 };
  const keys = createRefusedKeys(() => clock.ms);
  const askedMs = clock.ms;
  // The store may have judged at the very end of these 300 ms.
  clock.ms += 300;
  keys.learn([limit], [refused], askedMs);
  expect(keys.known([limit])).toEqual([refused]);
  clock.ms += 500;
  expect(keys.known([limit])).toEqual([{ ...refused, resetMs: 500 }]);
  clock.ms += 199;
  expect(keys.known([limit])).toEqual([{ ...refused, resetMs: 301 }]);
  // From when it may admit again the store is asked, though it need not admit yet.
  clock.ms += 1;
  expect(keys.known([limit])).toBeNull();
});
