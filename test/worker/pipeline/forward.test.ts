import type { Refusal } from '@portcullis/rules/engine';
import { expect, test, vi } from 'vitest';

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { forward } = (await import(new URL('../../../worker/pipeline/forward.ts', import.meta.url).href)) as {
  readonly forward: (exchange: unknown) => Promise<Refusal | null>;
};

test('a context that is over by the time that it would be sent is not sent', async () => {
  const asked = vi.spyOn(globalThis, 'fetch');
  const refusal = await forward({
    startedMs: Date.now() - 30_000,
    request: new Request('http://acme.test.example/'),
    decision: { route: {}, request: { method: 'GET' } },
    destination: { kind: 'origin', origin: { rule: {} }, context: 'context', nonce: null },
  });
  expect(refusal).toMatchObject({
    reason: 'internal_error',
    detail: 'the context was over before it could be sent',
  });
  expect(asked).not.toHaveBeenCalled();
});
