/** Directives for caches of one kind (RFC 9213) and for servers in front: they would keep what `Cache-Control` forbids. */
const TARGETED =
  /^(?:.+[-_.](?:cache|surrogate|edge)[-_.]control|surrogate[-_.]control|edge[-_.]control|x[-_.]accel[-_.].*)$/;

/** Keeps an answer from every cache. Changes `headers`. */
export function forbidCaching(headers: Headers): void {
  headers.set('cache-control', 'private, no-store');
  const targeted = [...headers.keys()].filter((name) => TARGETED.test(name));
  for (const name of targeted) headers.delete(name);
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
