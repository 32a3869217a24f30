import type { CollectedPages, HtmlPage } from '../../csp/page-source.ts';

interface HarEntry {
  readonly request?: { readonly url?: unknown };
  readonly response?: {
    readonly status?: unknown;
    readonly content?: { readonly mimeType?: unknown; readonly text?: unknown; readonly encoding?: unknown };
  };
}

const MAX_PAGES = 200;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** HTML pages of one host whose bodies a HAR file keeps; a page that was loaded twice shows what changes in it. */
export function harPages(har: string, host: string): CollectedPages {
  const pages = new Map<string, HtmlPage[]>();
  for (const entry of entriesOf(har)) {
    const { url } = entry.request ?? {};
    const place = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
    const html = htmlOf(entry);
    if (html === null || place?.host !== host) continue;
    const seen = pages.get(place.pathname) ?? [];
    if (pages.size < MAX_PAGES || seen.length > 0)
      pages.set(place.pathname, [...seen.slice(0, 3), { place: place.pathname, html }]);
  }
  return { pages: [...pages.values()], notes: [] };
}

function entriesOf(har: string): readonly HarEntry[] {
  try {
    const { log } = JSON.parse(har) as { readonly log?: { readonly entries?: unknown } };
    return Array.isArray(log?.entries)
      ? (log.entries as HarEntry[]).filter((entry) => typeof entry === 'object' && entry !== null)
      : [];
  } catch {
    return [];
  }
}

function htmlOf({ response }: HarEntry): string | null {
  const { mimeType, text, encoding } = response?.content ?? {};
  if (response?.status !== 200 || typeof text !== 'string' || typeof mimeType !== 'string') return null;
  if (!/^(?:text\/html|application\/xhtml\+xml)\b/.test(mimeType)) return null;
  const html = encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
  return html.slice(0, MAX_CHARACTERS);
}
