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
export function fetchOrigin(binding: Fetcher | null, request: OriginRequest): Promise<Response | OriginFailure> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const end = (result: Response | OriginFailure): void => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      resolve(result);
    };
    const startTimer = (): void => {
      // Where there is no signal, the runtime drops a late request to the origin as soon as the client has its refusal.
      const giveUp = (): void => {
        end({ failure: 'origin_timeout', detail: `no response headers within ${request.timeoutMs} ms` });
        request.cancel?.abort();
      };
      if (!isOver) timer = setTimeout(giveUp, request.timeoutMs);
    };
    if (request.body.stream === null) startTimer();
    else void request.body.sent.then(startTimer);
    const fail = (error: unknown): void => {
      end({ failure: 'origin_unreachable', detail: error instanceof Error ? error.name : 'unknown' });
    };
    try {
      (binding ?? globalThis).fetch(request.url, initOf(request)).then(end, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function initOf({ method, headers, body, cancel, keepsEncoding }: OriginRequest): RequestInit {
  // Cloudflare would keep answers by the origin's URL, which tenants share.
  const init: RequestInit = { method, headers, body: body.stream, redirect: 'manual', cache: 'no-store' };
  if (keepsEncoding) init.encodeResponseBody = 'manual';
  if (cancel !== null) init.signal = cancel.signal;
  return init;
}
