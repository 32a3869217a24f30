/** A request body that fails once it grows past its limit. */
export interface LimitedBody {
  readonly stream: ReadableStream | null;
  /** Whether it has grown past the limit. */
  readonly exceeded: () => boolean;
}

/**
 * A body of announced length passes as it is: the announcement was checked, and HTTP framing holds the client to it. One
 * of unknown length is counted on its way.
 */
export function bodyWithinLimit(request: Request, maxBytes: number): LimitedBody {
  if (request.body === null || request.headers.has('content-length')) return { stream: request.body, exceeded: () => false };
  let bytes = 0;
  let tooMuch = false;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        tooMuch = true;
        controller.error(new RangeError('body over its limit'));
      } else {
        controller.enqueue(chunk);
      }
    },
  });
  return { stream: request.body.pipeThrough(counter), exceeded: () => tooMuch };
}
