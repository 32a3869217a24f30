import { withDeadline } from '../../core/time/index.ts';

/** One text that the isolates of a location share. It may be gone at any time, and anyone may have written it. */
export interface LocationCache {
  /** `null`: there is none, or the cache does not answer. */
  readonly read: () => Promise<string | null>;
  /** Never throws. */
  readonly write: (text: string) => Promise<void>;
}

/** A question to the store would be as quick. */
const READ_MS = 50;
const WRITE_MS = 1000;
/** Longer than any document can be used. */
const KEPT_SECONDS = 30;

/** The platform's cache. @param url of the text: at a host of the gateway's own */
export function createLocationCache(url: string): LocationCache {
  return {
    read: async () => {
      try {
        return await withDeadline(readText(url), READ_MS);
      } catch {
        return null;
      }
    },
    write: async (text) => {
      await withDeadline(putText(url, text), WRITE_MS).catch(() => undefined);
    },
  };
}

async function readText(url: string): Promise<string | null> {
  return (await platformCache().match(url))?.text() ?? null;
}

async function putText(url: string, text: string): Promise<void> {
  await platformCache().put(url, new Response(text, { headers: { 'cache-control': `max-age=${KEPT_SECONDS}` } }));
}

/** Plain workerd throws on every use of it, unless one was set up. */
function platformCache(): Cache {
  return (caches as unknown as { readonly default: Cache }).default;
}
