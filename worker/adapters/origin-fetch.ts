import type { OutgoingBody } from '../core/messages/index.ts';

/** A request as it goes out. */
export interface OriginRequest {
  /** Scheme, host, path and query as the origin gets them. */
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: OutgoingBody;
  /** From the end of the request to the response's headers: a long upload does not make an origin slow. */
  readonly timeoutMs: number;
  /** Breaks a body off in mid-stream, also when time is up; `null` where there is no body to break off. */
  readonly cancel: AbortController | null;
  /** The answer's body is to be read as it came, still compressed. */
  readonly keepsEncoding: boolean;
}

export interface OriginFailure {
  readonly failure: 'origin_timeout' | 'origin_unreachable';
  readonly detail: string;
}

/**
 * Streams a request to its origin. Redirects come back as they are: following one would carry the context elsewhere.
 * @param binding through which the origin is reached, where the rules name one
 */
export async function fetchOrigin(binding: Fetcher | null, request: OriginRequest): Promise<Response | OriginFailure> {
  const late = Promise.withResolvers<OriginFailure>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let answered = false;
  const startTimer = (): void => {
    if (answered) return;
    timer = setTimeout(() => {
      late.resolve({ failure: 'origin_timeout', detail: `no response headers within ${request.timeoutMs} ms` });
      request.cancel?.abort();
    }, request.timeoutMs);
  };
  if (request.body.stream === null) startTimer();
  else void request.body.sent.then(startTimer);
  try {
    const answer = (binding ?? globalThis).fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body.stream,
      redirect: 'manual',
      // Cloudflare would keep answers by the origin's URL, which tenants share.
      cache: 'no-store',
      ...(request.keepsEncoding ? { encodeResponseBody: 'manual' as const } : {}),
      ...(request.cancel === null ? {} : { signal: request.cancel.signal }),
    });
    // Where there is no signal, the runtime drops a late request to the origin as soon as the client has its refusal.
    return await Promise.race([answer, late.promise]);
  } catch (error) {
    return { failure: 'origin_unreachable', detail: error instanceof Error ? error.name : 'unknown' };
  } finally {
    answered = true;
    clearTimeout(timer);
  }
}
