import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { problemPage } from '../views/problem-page.ts';
import { isJson } from './fields.ts';

/** Whether the client prefers a page to JSON. A client that sends JSON gets JSON. */
export function wantsHtml(c: Context): boolean {
  return !isJson(c) && (c.req.header('accept') ?? '').includes('text/html');
}

/** An error as a page for people or as problem details (RFC 9457) for programs. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  title: string,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (wantsHtml(c)) return c.html(problemPage(status, title), status);
  const body = JSON.stringify({ type: `urn:cargoline:problem:${code}`, title, status, code });
  return c.body(body, status, { 'content-type': 'application/problem+json' });
}
