import { parseAccept } from 'hono/utils/accept';

const PROBLEM_TYPES = ['application/problem+json', 'application/json'];

/**
 * Whether a person in a browser waits for a page: by Fetch Metadata, where the browser sends it, and by what it accepts
 * (RFC 9110 section 12.5.1). A page is for those who name it, and like JSON no better.
 */
export function wantsPage(headers: Headers): boolean {
  const mode = headers.get('sec-fetch-mode');
  if (mode !== null && mode !== 'navigate') return false;
  const accepted = new Map<string, number>();
  // The most preferred comes first.
  for (const { type, q } of parseAccept(headers.get('accept') ?? '')) {
    const name = type.toLowerCase();
    if (!accepted.has(name)) accepted.set(name, q);
  }
  const page = accepted.get('text/html') ?? accepted.get('text/*') ?? 0;
  return page > 0 && PROBLEM_TYPES.every((type) => page >= (accepted.get(type) ?? 0));
}
