import { forwardedPath, isPrivateHost, publicPath, type Target } from '@portcullis/rules/engine';
import type { OriginRule } from '@portcullis/rules/policy';

/** Where an answer comes from, and where the client believes that it comes from. */
export interface AnsweredPlace {
  readonly origin: Pick<OriginRule, 'path'>;
  /** `scheme://host` of the origin. */
  readonly originBase: string;
  /** Clients must not learn addresses that mean something inside the origin's network alone. */
  readonly hidesAddresses: boolean;
  /** What the client asked for. */
  readonly target: Target;
}

/**
 * Where the origin names itself, the host and path that the client knows are meant. Other places are left as they are, and so
 * is a reference that a browser resolves to the right place anyway.
 * @param location a reference as headers hold it, absolute or relative
 * @returns `null` for a place that clients must not learn of
 */
export function publicLocation(location: string, place: AnsweredPlace): string | null {
  const { origin, originBase, hidesAddresses } = place;
  const { scheme, host, path, query } = place.target;
  const publicBase = `${scheme}://${host}`;
  const asked = `${originBase}${forwardedPath(origin, path)}${query}`;
  const meant = urlOf(location, asked);
  if (meant === null || !meant.protocol.startsWith('http')) return location;
  if (meant.host !== new URL(asked).host) return hidesAddresses && isPrivateHost(meant.hostname) ? null : location;
  // Whole, since a path alone might begin with two slashes, and lead elsewhere.
  const wanted = `${publicBase}${publicPath(origin, meant.pathname)}${meant.search}${meant.hash}`;
  return urlOf(location, `${publicBase}${path}${query}`)?.href === wanted ? location : wanted;
}

function urlOf(reference: string, base: string): URL | null {
  try {
    return new URL(reference, base);
  } catch {
    return null;
  }
}

/** Seconds, and what stands between them and the URL (HTML Standard, "shared declarative refresh steps"). */
const REFRESH = /^(\s*[0-9.]+(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?)(?:"([^"]*)|'([^']*)|([^\s"'].*))/i;

/** The same for the URL of a `Refresh` header, if it has one. */
export function publicRefresh(refresh: string, place: AnsweredPlace): string | null {
  const [, start = '', ...urls] = REFRESH.exec(refresh) ?? [];
  const url = urls.find((each) => each !== undefined);
  if (url === undefined) return refresh;
  const changed = publicLocation(url, place);
  if (changed === null) return null;
  return changed === url ? refresh : `${start}${changed}`;
}
