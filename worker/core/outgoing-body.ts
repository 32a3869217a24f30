/** A request body on its way to an origin. */
export interface OutgoingBody {
  readonly stream: ReadableStream | null;
  /** Settles once the client has sent it all or nothing more will be read of it. */
  readonly sent: Promise<void>;
  /** Whether it has grown past the limit; the stream has then failed. */
  readonly exceeded: () => boolean;
}

/**
 * Streams a body without holding it. One of announced length is moved by the runtime itself: the announcement was
 * checked, and framing holds the client to it. One of unknown length is counted chunk by chunk.
 * @param cancel breaks off the request to the origin. A body that fails is broken off with it, so that the origin never
 *   takes a part for the whole.
 */
export function outgoingBody(request: Request, maxBytes: number, cancel: AbortController | null): OutgoingBody {
  const { body } = request;
  if (body === null) return { stream: null, sent: Promise.resolve(), exceeded: () => false };
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    const passage = new FixedLengthStream(Number(announced));
    return { stream: passage.readable, sent: settled(body.pipeTo(passage.writable)), exceeded: () => false };
  }
  const passage = new IdentityTransformStream();
  const count = { bytes: 0, maxBytes };
  return {
    stream: passage.readable,
    sent: settled(moveCounting(body, passage.writable, count, cancel)),
    exceeded: () => count.bytes > maxBytes,
  };
}

const CHUNK_BYTES = 64 * 1024;

/** Moves a body through one buffer, and breaks it off once it is over its limit. */
async function moveCounting(
  body: ReadableStream,
  to: WritableStream,
  count: { bytes: number; readonly maxBytes: number },
  cancel: AbortController | null,
): Promise<void> {
  const reader = body.getReader({ mode: 'byob' });
  const writer = to.getWriter();
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) return await writer.close();
      count.bytes += value.byteLength;
      if (count.bytes > count.maxBytes) throw new RangeError('body over its limit');
      await writer.write(value);
      buffer = value.buffer as ArrayBuffer;
    }
  } catch (error) {
    cancel?.abort(error);
    await Promise.allSettled([writer.abort(error), reader.cancel(error)]);
    throw error;
  }
}

function settled(work: Promise<void>): Promise<void> {
  return work.catch(() => undefined);
}
