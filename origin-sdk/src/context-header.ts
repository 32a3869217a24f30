import { CONTEXT_HEADER } from './context/names.ts';
import { ContextError } from './errors.ts';

const FORWARDED_HOST = 'x-forwarded-host';

/** What binds a context to its request, as the headers hold it; still unverified. */
export interface ContextHeaders {
  readonly token: string;
  /** Every value of `X-Forwarded-Host`. */
  readonly hosts: readonly string[];
}

/**
 * The one tenant context among a request's headers, still unverified. Throws {@link ContextError} when there is none,
 * more than one, or a name that some servers would fold into the same (CGI and WSGI read `_` as `-`).
 */
export function readContextHeaders(headers: Iterable<readonly [name: string, value: string]>): ContextHeaders {
  let token: string | undefined;
  const hosts: string[] = [];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === CONTEXT_HEADER) {
      if (token !== undefined) throw new ContextError('ERR_CONTEXT_DUPLICATE');
      token = value;
    } else if (lower === FORWARDED_HOST) {
      hosts.push(value);
    } else if (lower.length === CONTEXT_HEADER.length && lower.replace(/[_.]/g, '-') === CONTEXT_HEADER) {
      throw new ContextError('ERR_CONTEXT_ALIAS');
    }
  }
  if (token === undefined) throw new ContextError('ERR_CONTEXT_MISSING');
  return { token, hosts };
}
