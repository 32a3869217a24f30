/** An answer whose body can be broken off after it was sent on its way. */
export interface BreakableAnswer {
  readonly answer: Response;
  /** The client sees an incomplete answer; the origin sees that reading has stopped. */
  readonly breakOff: () => void;
  /** Settles when the body has come to its end, whichever. Never rejects. */
  readonly ended: Promise<void>;
}

/** Leads a body through a native pipe that can be cut. Its bytes and its announced length stay as they are. */
export function breakableAnswer(answer: Response, body: ReadableStream): BreakableAnswer {
  const length = announcedBytes(answer.headers);
  const passage = length === null ? new IdentityTransformStream() : new FixedLengthStream(length);
  const cut = new AbortController();
  const ended = body.pipeTo(passage.writable, { signal: cut.signal }).catch(() => undefined);
  return { answer: new Response(passage.readable, answer), breakOff: () => cut.abort(), ended };
}

/** `Content-Length` in bytes, `null` where the length is not known ahead. */
export function announcedBytes(headers: Headers): number | null {
  const length = headers.get('content-length');
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
}
