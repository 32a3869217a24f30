/** The body of an answer as text. Throws `RangeError` where it is longer than `maxBytes`, `SyntaxError` where it is not UTF-8. */
export async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decode = utf8Decoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw new RangeError(`longer than ${maxBytes} bytes`);
    }
    text += decode(value);
  }
}

/** Decodes piece by piece; without a piece it ends. The decoder's own error looks like one of the network. */
function utf8Decoder(): (piece?: Uint8Array<ArrayBuffer>) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      throw new SyntaxError('not UTF-8');
    }
  };
}
