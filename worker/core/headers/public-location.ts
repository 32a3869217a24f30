import { forwardedPath, publicPath, type Target } from '@portcullis/rules/engine';
import type { OriginRule } from '@portcullis/rules/policy';

/** Where an answer comes from, and where the client believes that it comes from. */
export interface AnsweredPlace {
  readonly origin: Pick<OriginRule, 'path'>;
  /** `scheme://host` of the origin. */
  readonly originBase: string;
  /** What the client asked for. */
  readonly target: Target;
}

/**
 * Where the origin names itself, the host and path that the client knows are meant. Other places are left as they are, and so
 * is a reference that a browser resolves to the right place anyway.
 * @param location a reference as headers hold it, absolute or relative
 */
export function publicLocation(location: string, { origin, originBase, target }: AnsweredPlace): string {
  const { scheme, host, path, query } = target;
  const publicBase = `${scheme}://${host}`;
  const asked = `${originBase}${forwardedPath(origin, path)}${query}`;
  const meant = urlOf(location, asked);
  if (meant === null || !meant.protocol.startsWith('http') || meant.host !== new URL(asked).host) return location;
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
export function publicRefresh(refresh: string, place: AnsweredPlace): string {
  const [, start = '', ...urls] = REFRESH.exec(refresh) ?? [];
  const url = urls.find((each) => each !== undefined);
  const changed = url === undefined ? url : publicLocation(url, place);
  return changed === url ? refresh : `${start}${changed}`;
}
