import type { Path, Report } from '../problems/index.ts';
import { checkList, suggestFix } from '../problems/index.ts';

/** Methods that a route may name, in the order in which they are compiled. */
export const METHODS: readonly string[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'],
  // WebDAV and versioning (RFC 4918, 3253, 3744, 5323): only where a route lists them.
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH', 'ACL'],
];
const DEFAULT_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Why no route can name them. What workerd does not know, it answers with 501 before the gateway runs, and never sends. */
const REFUSED: Readonly<Record<string, string>> = {
  MKCALENDAR: 'The runtime knows no MKCALENDAR: it refuses such requests before the gateway sees them.',
  TRACE: 'TRACE sends request headers back to the client.',
  CONNECT: 'CONNECT opens a tunnel through the gateway.',
};

/** Checks the methods of a route; `GET` brings `HEAD` with it. */
export function buildMethods(report: Report, path: Path, methods: readonly string[] | undefined): readonly string[] {
  if (methods === undefined) return DEFAULT_METHODS;
  checkList(report, path, methods, { what: 'method', emptyFix: 'List the methods, or remove the key.' });
  for (const [index, method] of methods.entries()) {
    if (METHODS.includes(method)) continue;
    const refused = REFUSED[method.toUpperCase()];
    if (refused !== undefined)
      report.add([...path, index], 'unknown_value', refused, 'Remove it; no request of this method would get through.');
    else
      report.add(
        [...path, index],
        'unknown_value',
        `"${method}" is not a method that a route can name.`,
        suggestFix(method, METHODS, 'Remove it.'),
      );
  }
  return METHODS.filter((method) => methods.includes(method) || (method === 'HEAD' && methods.includes('GET')));
}
