import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLocationCache } from '../../../../worker/state/relay/index.ts';

const URL_OF_TEXT = 'https://freight.example/.portcullis/relay';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The platform's cache, which does this whenever it is used. */
function cacheThat(does: () => Promise<unknown>) {
  vi.stubGlobal('caches', { default: { match: does, put: does } });
  return createLocationCache(URL_OF_TEXT);
}

test('what was written is read, under its own address alone', async () => {
  const texts = new Map<string, string>();
  const platform = {
    match: async (url: string) => (texts.has(url) ? new Response(texts.get(url)) : undefined),
    put: async (url: string, response: Response) => void texts.set(url, await response.text()),
  };
  vi.stubGlobal('caches', { default: platform });
  await createLocationCache(URL_OF_TEXT).write('a text');
  expect(await createLocationCache(URL_OF_TEXT).read()).toBe('a text');
  expect(await createLocationCache('https://other.example/').read()).toBeNull();
});

describe.each<[string, () => Promise<unknown>]>([
  ['fails', () => Promise.reject(new Error('no cache here'))],
  [
    'throws at once',
    () => {
      throw new Error('no cache here');
    },
  ],
  ['never answers', () => new Promise(() => undefined)],
])('a cache that %s', (_, does) => {
  test('holds nothing', async () => {
    expect(await cacheThat(does).read()).toBeNull();
  });

  test('takes nothing, and nothing else fails for it', async () => {
    await expect(cacheThat(does).write('a text')).resolves.toBeUndefined();
  });
});

test('where there is no cache at all, none is read or written', async () => {
  const cache = createLocationCache(URL_OF_TEXT);
  expect(await cache.read()).toBeNull();
  await expect(cache.write('a text')).resolves.toBeUndefined();
});
