import { originBase, type Target } from '@portcullis/rules/engine';
import type { OriginRule } from '@portcullis/rules/policy';
import type { OutgoingBody } from '../core/messages/index.ts';

/** What of an origin is needed to reach it. */
export interface ReachableOrigin {
  readonly rule: Pick<OriginRule, 'target'>;
  /** The service binding, where the rules name one. */
  readonly service: Fetcher | null;
}

/** A request as it goes out. */
export interface OriginRequest {
  readonly target: Target;
  readonly tenant: string | null;
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

/** Streams a request to its origin. Redirects come back as they are: following one would carry the context elsewhere. */
export async function fetchOrigin(origin: ReachableOrigin, request: OriginRequest): Promise<Response | OriginFailure> {
  const base = originBase(origin.rule, request.tenant);
  if (base === null)
    return { failure: 'origin_unreachable', detail: 'the origin has one URL a tenant, and the request has no tenant' };
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
    const fetcher = origin.service ?? globalThis;
    const answer = fetcher.fetch(`${base}${request.target.path}${request.target.query}`, {
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
