import { CONTEXT_HEADER } from './context/names.ts';
import { ContextError } from './errors.ts';

/**
 * The one tenant context among a request's headers, still unverified. Throws {@link ContextError} when there is none,
 * more than one, or a name that some servers would fold into the same (CGI and WSGI read `_` as `-`).
 */
export function readContextHeader(headers: Iterable<readonly [name: string, value: string]>): string {
  let found: string | undefined;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === CONTEXT_HEADER) {
      if (found !== undefined) throw new ContextError('ERR_CONTEXT_DUPLICATE');
      found = value;
    } else if (lower.length === CONTEXT_HEADER.length && lower.replace(/[_.]/g, '-') === CONTEXT_HEADER) {
      throw new ContextError('ERR_CONTEXT_ALIAS');
    }
  }
  if (found === undefined) throw new ContextError('ERR_CONTEXT_MISSING');
  return found;
}
