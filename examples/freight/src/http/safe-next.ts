/** Stands for "this site" while a path is resolved; no real host may have this name (RFC 6761). */
const HERE = 'https://here.invalid';

/** The path to go to after sign-in: `raw` if it stays on this site, else `/`. */
export function safeNext(raw: string | null | undefined): string {
  if (typeof raw !== 'string' || raw.length > 2048 || !/^\/[^\\\p{Cc}]*$/u.test(raw)) return '/';
  const url = URL.parse(raw, HERE);
  if (url === null || url.origin !== HERE) return '/';
  // "/.//evil.example" resolves to a path that a browser would read as a host.
  if (url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
