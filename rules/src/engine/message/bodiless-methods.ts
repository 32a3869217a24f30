/** Methods whose requests have no body: one of theirs would mean something to one server and nothing to the next (RFC 9110 section 9.3.1). */
export const BODILESS_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE', 'CONNECT']);
