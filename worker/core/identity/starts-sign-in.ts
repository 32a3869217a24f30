import { wantsPage } from '../pages/index.ts';

/**
 * Whether a request may start a sign-in: a person opens a page in a window of their own. A script, a frame or a page that is
 * loaded ahead would only use up attempts. Browsers without Fetch Metadata ask for a page.
 */
export function startsSignIn({ method, headers }: Request): boolean {
  if (method !== 'GET' || headers.get('sec-purpose')?.includes('prefetch') === true) return false;
  const mode = headers.get('sec-fetch-mode');
  if (mode === null) return wantsPage(headers);
  return mode === 'navigate' && headers.get('sec-fetch-dest') === 'document';
}
