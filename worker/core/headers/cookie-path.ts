import { forwardedPath, isWithin, publicPath, trimFieldSpace } from '@portcullis/rules/engine';
import type { PathChange } from '@portcullis/rules/policy';
import type { AnsweredPlace } from './public-location.ts';

/** An attribute that names a path; browsers ignore one of more than 1024 octets (RFC 6265bis section 5.6). */
const PATH = /^path[ \t]*(?:=|$)/i;
const MAX_CHARACTERS = 1024;

/**
 * A Set-Cookie of an origin whose paths change, for the path at which clients know it. A cookie without a path gets the one that
 * the origin's own host would give it, where browsers would give it a wider one.
 */
export function cookieAtPublicPath(value: string, { origin, target }: AnsweredPlace): string {
  // Browsers take such a cookie for the path `/` alone.
  if (origin.path === null || /^\s*__host-/i.test(value)) return value;
  const [pair = '', ...attributes] = value.split(';');
  const isPath = (text: string): boolean => PATH.test(trimFieldSpace(text)) && text.length <= MAX_CHARACTERS;
  const stated = attributes.findLast(isPath);
  const path = trimFieldSpace(stated?.slice(stated.indexOf('=') + 1) ?? '');
  const own = path.startsWith('/') ? path : defaultPath(forwardedPath(origin, target.path));
  const wanted = publicCookiePath(origin.path, own);
  if (wanted === (path.startsWith('/') ? path : defaultPath(target.path))) return value;
  return [pair, ...attributes.filter((text) => !isPath(text)), ` Path=${wanted}`].join(';');
}

/** What covers all paths of the origin that clients can reach covers all that the rules strip. */
function publicCookiePath(change: PathChange, path: string): string {
  const above = path.endsWith('/') ? path.slice(0, -1) : path;
  const isAbove = above === change.add ? path === above || above === '' : isWithin(change.add, above);
  return isAbove ? change.strip || '/' : publicPath({ path: change }, path);
}

/** The path of a cookie that names none (RFC 6265 section 5.1.4). */
function defaultPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
