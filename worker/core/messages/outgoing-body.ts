/** A request body on its way to an origin. */
export interface OutgoingBody {
  readonly stream: ReadableStream | null;
  /** Settles once the client has sent it all or nothing more will be read of it. */
  readonly sent: Promise<void>;
  /** What is wrong with the body so far, through the client's doing; the stream has then failed. */
  readonly problem: () => BodyProblem | null;
}

/** Grown past the limit; broken off, or framed wrongly (RFC 9112 section 7.1). */
export type BodyProblem = 'body_too_large' | 'body_unreadable';

const NO_BODY: OutgoingBody = { stream: null, sent: Promise.resolve(), problem: () => null };

/** What has become of a body. */
interface Progress {
  bytes: number;
  problem: BodyProblem | null;
}

/**
 * Streams a body without holding it. One of announced length is moved by the runtime itself: the announcement was
 * checked, and framing holds the client to it. One of unknown length is counted chunk by chunk.
 * @param body `null` where the request has none
 * @param announced value of its `Content-Length`
 * @param cancel breaks off the request to the origin. A body that fails is broken off with it, so that the origin never
 *   takes a part for the whole.
 */
export function outgoingBody(
  body: ReadableStream | null,
  announced: string | null,
  maxBytes: number,
  cancel: AbortController | null,
): OutgoingBody {
  if (body === null) return NO_BODY;
  const progress: Progress = { bytes: 0, problem: null };
  const passage = announced === null ? new IdentityTransformStream() : new FixedLengthStream(Number(announced));
  const moved =
    announced === null
      ? moveCounting(body, passage.writable, maxBytes, progress, cancel)
      : moveWhole(body, passage.writable, progress);
  return { stream: passage.readable, sent: moved.catch(() => undefined), problem: () => progress.problem };
}

async function moveWhole(body: ReadableStream, to: WritableStream, progress: Progress): Promise<void> {
  try {
    await body.pipeTo(to);
  } catch {
    // Either end may have failed; only the client's end is the client's fault.
    if (await hasFailed(body)) progress.problem = 'body_unreadable';
  }
}

function hasFailed(body: ReadableStream): Promise<boolean> {
  return body.getReader().closed.then(
    () => false,
    () => true,
  );
}

const CHUNK_BYTES = 64 * 1024;

/** Moves a body through one buffer, and breaks it off once it is over its limit. */
async function moveCounting(
  body: ReadableStream,
  to: WritableStream,
  maxBytes: number,
  progress: Progress,
  cancel: AbortController | null,
): Promise<void> {
  const reader = body.getReader({ mode: 'byob' });
  const writer = to.getWriter();
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  const next = (): ReturnType<typeof reader.read> =>
    reader.read(new Uint8Array(buffer)).catch((error: unknown) => {
      progress.problem = 'body_unreadable';
      throw error;
    });
  try {
    for (;;) {
      const { done, value } = await next();
      if (done || value === undefined) return await writer.close();
      progress.bytes += value.byteLength;
      if (progress.bytes > maxBytes) {
        progress.problem = 'body_too_large';
        throw new RangeError('body over its limit');
      }
      await writer.write(value);
      buffer = value.buffer as ArrayBuffer;
    }
  } catch (error) {
    cancel?.abort(error);
    await Promise.allSettled([writer.abort(error), reader.cancel(error)]);
  }
}

/** Whether a body without announced length holds anything. Reads its first part only. @throws where it is unreadable */
export async function holdsAnything(body: ReadableStream<Uint8Array>): Promise<boolean> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    if (value.byteLength > 0) return true;
  }
}
