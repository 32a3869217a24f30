import { createContextVerifier, memoryReplayStore, type ReplayStore } from '@portcullis/origin';
import { describe, expect, it, vi } from 'vitest';
import { good, options, REQUEST, refused, withClaims } from './good-context.ts';
import { NOW_SECONDS } from './tokens.ts';

const verifierWith = (replay: ReplayStore) => createContextVerifier({ ...options, replay });

describe('a verifier with a replay store', () => {
  it('lets each context serve one request', async () => {
    const verifier = verifierWith(memoryReplayStore());
    const ask = (jti: string) => verifier.verify({ ...REQUEST, header: withClaims({ jti }) });
    expect((await ask('r-1')).requestId).toBe('r-1');
    await expect(ask('r-1')).rejects.toMatchObject(refused('ERR_CONTEXT_REPLAYED'));
    expect((await ask('r-2')).requestId).toBe('r-2');
  });

  it('lets one of many requests at the same time through', async () => {
    const verifier = verifierWith(memoryReplayStore());
    const asked = Array.from({ length: 50 }, () => verifier.verify({ ...REQUEST, header: good }));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('asks it last, so that a refused request uses nothing up', async () => {
    const claim = vi.fn(() => true);
    const verifier = verifierWith({ claim });
    const wrong = [
      { header: `${good.slice(0, -4)}AAAA` },
      { header: withClaims({ aud: 'billing' }) },
      { header: withClaims({ iat: NOW_SECONDS - 100, exp: NOW_SECONDS - 50 }) },
      { header: good, method: 'POST' },
      { header: good, target: '/' },
      { header: good, host: 'evil.example' },
    ];
    for (const request of wrong)
      await expect(verifier.verify({ ...REQUEST, ...request })).rejects.toMatchObject({ name: 'ContextError' });
    expect(claim).not.toHaveBeenCalled();
    await verifier.verify({ ...REQUEST, header: good });
    // 29 seconds are left; 5 of tolerance here, and as much in another process.
    expect(claim.mock.calls).toEqual([['request-1', 39]]);
  });

  it.each<[string, ReplayStore['claim']]>([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['answers undefined', () => undefined as unknown as boolean],
    ['answers "OK"', () => 'OK' as unknown as boolean],
    ['answers 1', () => Promise.resolve(1 as unknown as boolean)],
    ['never answers', () => new Promise(() => undefined)],
  ])('refuses where the store %s', async (_what, claim) => {
    await expect(verifierWith({ claim }).verify({ ...REQUEST, header: good })).rejects.toMatchObject(
      refused('ERR_CONTEXT_REPLAY_UNKNOWN'),
    );
  });

  it.each([{}, null, 'memory', { claim: true }])('does not take %j for a store', (store) => {
    expect(() => verifierWith(store as unknown as ReplayStore)).toThrow(/"replay" option/);
  });
});

describe('the replay store in memory', () => {
  const storeAt = (maxEntries?: number) => {
    const clock = { seconds: 1000 };
    const store = memoryReplayStore({
      now: () => clock.seconds * 1000,
      ...(maxEntries !== undefined && { maxEntries }),
    });
    return { clock, store };
  };

  it('forgets an id when its time is over, and not before', () => {
    const { clock, store } = storeAt();
    expect([store.claim('a', 30), store.claim('a', 30)]).toEqual([true, false]);
    clock.seconds += 29.9;
    expect(store.claim('a', 30)).toBe(false);
    clock.seconds += 0.1;
    expect(store.claim('a', 30)).toBe(true);
  });

  it('never forgets within a second that has begun', () => {
    const { clock, store } = storeAt();
    clock.seconds = 1000.5;
    store.claim('a', 30);
    clock.seconds = 1030.4;
    expect(store.claim('a', 30)).toBe(false);
  });

  it('remembers again what it has forgotten', () => {
    const { clock, store } = storeAt();
    store.claim('a', 1);
    clock.seconds += 1;
    expect(store.claim('a', 100)).toBe(true);
    clock.seconds += 1;
    expect(store.claim('a', 100)).toBe(false);
  });

  it('forgets in the order in which lives end, not in which they began', () => {
    const { clock, store } = storeAt(2);
    store.claim('long', 100);
    store.claim('short', 1);
    expect(() => store.claim('next', 10)).toThrow(RangeError);
    clock.seconds += 1;
    expect([store.claim('next', 10), store.claim('long', 100)]).toEqual([true, false]);
  });

  it('refuses when it is full, and still knows what it has seen', () => {
    const { store } = storeAt(1);
    store.claim('a', 10);
    expect(() => store.claim('b', 10)).toThrow(/full/);
    expect(store.claim('a', 10)).toBe(false);
  });

  it('keeps what counts when the clock is set back', () => {
    const { clock, store } = storeAt();
    store.claim('a', 10);
    clock.seconds -= 500;
    expect(store.claim('a', 10)).toBe(false);
  });

  it('refuses when the clock does not work', () => {
    expect(() => memoryReplayStore({ now: () => Number.NaN }).claim('a', 10)).toThrow(/clock/);
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot hold %s entries', (maxEntries) => {
    expect(() => memoryReplayStore({ maxEntries })).toThrow(/"maxEntries"/);
  });
});
