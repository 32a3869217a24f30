import { trimFieldSpace } from '@portcullis/rules/engine';

/** Directives for caches of one kind (RFC 9213), of HTTP/1.0 and for servers in front: they would keep what `Cache-Control` forbids. */
const TARGETED =
  /^(?:.+[-_.](?:cache|surrogate|edge)[-_.]control|surrogate[-_.]control|edge[-_.]control|x[-_.]accel[-_.].*|expires|pragma)$/;

/** Keeps an answer from every cache. Changes `headers`. */
export function forbidCaching(headers: Headers): void {
  headers.set('cache-control', 'private, no-store');
  const targeted = [...headers.keys()].filter((name) => TARGETED.test(name));
  for (const name of targeted) headers.delete(name);
}

/** Keeps an answer of which its origin says nothing to caches from those that serve others, too. Changes `headers`. */
export function keepFromSharedCaches(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'private');
}

/** Has caches keep an answer apart by a header of the request, and by those that the origin names. Changes `headers`. */
export function varyBy(headers: Headers, name: string): void {
  const known = headers.get('vary')?.toLowerCase().split(',').map(trimFieldSpace) ?? [];
  if (!known.includes(name.toLowerCase()) && !known.includes('*')) headers.append('vary', name);
}

/**
 * Where the origin names itself, the host that the client asked for is meant. Other places are left as they are.
 * @param location value of a Location header, absolute or relative
 * @param originBase `scheme://host` of the origin
 * @param publicBase `scheme://host` that the client asked for
 */
export function publicLocation(location: string, originBase: string, publicBase: string): string {
  let url: URL;
  try {
    url = new URL(location, originBase);
  } catch {
    return location;
  }
  const isAbsolute = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(location);
  if (!isAbsolute || url.host !== new URL(originBase).host || !url.protocol.startsWith('http')) return location;
  return `${publicBase}${url.pathname}${url.search}${url.hash}`;
}
