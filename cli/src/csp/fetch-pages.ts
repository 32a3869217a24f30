import { CommandError } from '../io.ts';
import { linksIn } from './inline-code.ts';
import { mayAct } from './may-act.ts';
import type { CollectedPages, HtmlPage } from './page-source.ts';

export interface FetchOptions {
  readonly maxPages: number;
  /** Value of the Cookie header; `null`: as an anonymous visitor. */
  readonly cookie: string | null;
}

/** With where redirects have led. */
interface FetchedPage extends HtmlPage {
  readonly href: string;
}

const DEADLINE_MS = 15_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/** Fetches a page, and what it links to on the same host, each twice. */
export async function fetchPages(start: URL, options: FetchOptions): Promise<CollectedPages> {
  const queue = [start.href];
  const seen = new Set(queue);
  const pages: (readonly HtmlPage[])[] = [];
  const skipped = new Set<string>();
  for (let at = 0; at < queue.length && pages.length < options.maxPages; at += 1) {
    const url = new URL(queue[at] ?? start.href);
    const first = await fetchPage(url, start, options);
    // Two addresses may lead to the same page.
    if (first === null || (first.href !== url.href && seen.has(first.href))) continue;
    seen.add(first.href);
    const second = await fetchPage(url, start, options);
    pages.push(second === null ? [first] : [first, second]);
    for (const link of linksIn(first.html)) {
      const next = URL.canParse(link, url.href) ? new URL(link, url.href) : null;
      if (next === null || next.origin !== start.origin) continue;
      next.hash = '';
      if (mayAct(next)) skipped.add(next.pathname);
      else if (!seen.has(next.href)) {
        seen.add(next.href);
        queue.push(next.href);
      }
    }
  }
  if (pages.length === 0) throw new CommandError(1, `${start.href} did not answer with an HTML page.`);
  return { pages, notes: notesOf(queue.length - pages.length, pages.length === options.maxPages, skipped) };
}

function notesOf(left: number, isFull: boolean, skipped: ReadonlySet<string>): readonly string[] {
  return [
    ...(isFull && left > 0 ? [`More pages are linked: raise --pages to look at them.`] : []),
    ...[...skipped].map((path) => `${path} was not opened, since it may do something.`),
  ];
}

/** `null`: it is not an HTML page of this host. The cookie goes to this host alone. */
async function fetchPage(url: URL, start: URL, { cookie }: FetchOptions): Promise<FetchedPage | null> {
  let current = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await ask(current, cookie);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, current.href)) {
      await response.body?.cancel();
      current = new URL(location, current.href);
      if (current.origin !== start.origin) return null;
      continue;
    }
    // A page of the gateway's own is none of the app's.
    const isPage = /^text\/html\b|^application\/xhtml/.test(response.headers.get('content-type') ?? '');
    const html = isPage && !response.headers.has('portcullis-denied') ? await response.text() : null;
    if (html === null) await response.body?.cancel();
    return html === null ? null : { place: current.pathname, href: current.href, html: html.slice(0, MAX_CHARACTERS) };
  }
  return null;
}

async function ask(url: URL, cookie: string | null): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === null ? {} : { cookie }) },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    throw new CommandError(1, `${url.origin}${url.pathname} cannot be reached.`);
  }
}
