/** Whether the client's copy is still good (RFC 9110 section 13.2.2). `modified` is in whole seconds. */
export function isNotModified(headers: Headers, etag: string, modified?: Date): boolean {
  const noneMatch = headers.get('if-none-match');
  if (noneMatch !== null) {
    const tags = noneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(etag);
  }
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  return modified !== undefined && modified.getTime() <= since;
}

/** First and last byte that a request asks for, `all`, or `unsatisfiable` (RFC 9110 section 14.2). */
export type ByteRange = { readonly first: number; readonly last: number } | 'all' | 'unsatisfiable';

/** The one range of a `Range` header. Several ranges at once may be answered in full, and are. */
export function byteRange(headers: Headers, size: number, etag: string): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.get('range') ?? '');
  const ifRange = headers.get('if-range');
  if (match === null || (ifRange !== null && ifRange !== etag)) return 'all';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'all';
  if (from === '') {
    const suffix = Number(to);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'all';
  return first >= size ? 'unsatisfiable' : { first, last };
}
