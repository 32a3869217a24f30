import type { RouteRule } from '../../../policy/index.ts';

/** Methods that change nothing at the origin (RFC 9110 section 9.2.1, RFC 4918, 3253 and 5323, and QUERY). */
const READING = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'PROPFIND', 'REPORT', 'SEARCH']);

/** The route's methods that change something at the origin. */
export function writesOf({ methods }: RouteRule): readonly string[] {
  return methods.filter((method) => !READING.has(method));
}
