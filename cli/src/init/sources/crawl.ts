import { type LoggedRequest, loggedRequest } from '@portcullis/rules/analysis';
import { linksIn, resourcesIn } from '../../csp/inline-code.ts';
import { mayAct } from '../../csp/may-act.ts';
import type { CollectedPages, HtmlPage } from '../../csp/page-source.ts';
import { CommandError } from '../../io.ts';
import { shownPath } from '../evidence/index.ts';
import { ANONYMOUS_VISITOR, type Visitor } from './visitors.ts';

/** One answer of the running app to one of the crawl's visitors. */
export interface Visit {
  readonly request: LoggedRequest;
  /** To whom the app opened the path; `null`: not to this visitor, or it does not show. */
  readonly visitor: string | null;
}

/** What the running app showed. */
export interface Crawl {
  /** Scheme, host and port of the app. */
  readonly origin: string;
  readonly visits: readonly Visit[];
  readonly pages: CollectedPages;
}

interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** The page; `null`: it is none. */
  readonly html: string | null;
  readonly location: string | null;
  readonly body: string;
}

interface Crawling {
  readonly start: URL;
  readonly queue: URL[];
  readonly seen: Set<string>;
  readonly skipped: Set<string>;
}

const DEADLINE_MS = 15_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_QUEUE = 10_000;

/**
 * Opens a page of the app and all that it links to and loads from the same origin, each as every visitor and without
 * credentials. Only `GET` is sent, and nothing to links that look as if they do something.
 * @param maxUrls to open at most
 */
export async function crawl(start: URL, roles: readonly Visitor[], maxUrls: number): Promise<Crawl> {
  const crawling: Crawling = { start, queue: [start], seen: new Set([start.pathname]), skipped: new Set() };
  const visits: Visit[] = [];
  const pages: (readonly HtmlPage[])[] = [];
  let opened = 0;
  for (; opened < maxUrls && opened < crawling.queue.length; opened += 1) {
    const url = crawling.queue[opened] ?? start;
    const answers: (readonly [Visitor, Answer])[] = [];
    for (const visitor of [ANONYMOUS_VISITOR, ...roles]) answers.push([visitor, await ask(url, visitor)]);
    for (const [visitor, answer] of answers) {
      visits.push({
        request: requestOf(url, answer),
        visitor: isOpenTo(visitor, answer, answers) ? visitor.name : null,
      });
      follow(crawling, url, answer);
    }
    pages.push(...(await pagesOf(url, answers)));
  }
  const left = crawling.queue.length - opened;
  const notes = [
    ...(left > 0 ? [`${left} more links were not opened: raise --pages.`] : []),
    ...[...crawling.skipped].map((path) => `${path} was not opened, since it may do something.`),
  ];
  return { origin: start.origin, visits, pages: { pages, notes } };
}

/** Another page for a user at the same path proves that the path is for users, not that it is for anyone. */
function isOpenTo(visitor: Visitor, answer: Answer, answers: readonly (readonly [Visitor, Answer])[]): boolean {
  const opened = answer.status >= 200 && answer.status < 300;
  if (!opened || visitor !== ANONYMOUS_VISITOR) return opened;
  return answers.every(([, other]) => other.status !== answer.status || other.body === answer.body);
}

function requestOf(url: URL, { status, bytes }: Answer): LoggedRequest {
  const entry = loggedRequest({
    method: 'GET',
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    host: url.host,
    target: url.pathname,
    status,
    answerBytes: bytes,
  });
  if (entry.kind !== 'request') throw new Error('A visit is a request.');
  return entry.request;
}

function follow({ start, queue, seen, skipped }: Crawling, from: URL, { html, location }: Answer): void {
  const links = [
    ...(html === null ? [] : [...linksIn(html), ...resourcesIn(html)]),
    ...(location === null ? [] : [location]),
  ];
  for (const link of links) {
    const next = URL.canParse(link, from.href) ? new URL(link, from.href) : null;
    if (next === null || next.origin !== start.origin || queue.length >= MAX_QUEUE) continue;
    next.hash = '';
    // The rules know paths only: one query of each is enough.
    if (mayAct(next)) skipped.add(shownPath(next.pathname));
    else if (!seen.has(next.pathname)) {
      seen.add(next.pathname);
      queue.push(next);
    }
  }
}

/** A page as its most privileged visitor sees it, twice: what differs has no hash that holds. */
async function pagesOf(
  url: URL,
  answers: readonly (readonly [Visitor, Answer])[],
): Promise<readonly (readonly HtmlPage[])[]> {
  const found = answers.flatMap(([visitor, { html }]) => (html === null ? [] : [{ visitor, html }])).at(-1);
  if (found === undefined) return [];
  const again = (await ask(url, found.visitor)).html;
  const page = (html: string): HtmlPage => ({ place: url.pathname, html });
  return [again === null ? [page(found.html)] : [page(found.html), page(again)]];
}

async function ask(url: URL, { credentials }: Visitor): Promise<Answer> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html, */*;q=0.8', ...credentials },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const body = (await response.text()).slice(0, MAX_CHARACTERS);
    const isPage =
      response.status === 200 && /^text\/html\b|^application\/xhtml/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      bytes: body.length,
      html: isPage ? body : null,
      location: response.headers.get('location'),
      body,
    };
  } catch {
    throw new CommandError(1, `${url.origin}${url.pathname} cannot be reached.`);
  }
}
