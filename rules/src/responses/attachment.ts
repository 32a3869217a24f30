/** The same `Content-Disposition` (RFC 6266) with the type that makes browsers save the answer, its file name kept. */
export function attachment(value: string): string {
  // A name in another encoding than UTF-8 was lost when it was read.
  if (value.includes('\ufffd')) return 'attachment';
  // Browsers show an answer whose type they cannot read, such as one with a Unicode space.
  return /^attachment[\t ]*(?:;|$)/i.test(value) ? value : value.replace(/^[^;]*/, 'attachment');
}
