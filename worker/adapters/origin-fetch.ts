import type { Target } from '@portcullis/rules/engine';
import type { Origin } from '../config.ts';

/** A request as it goes out. */
export interface OriginRequest {
  readonly target: Target;
  readonly tenant: string | null;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ReadableStream | null;
  /** Until the response's headers have come. */
  readonly timeoutMs: number;
}

export interface OriginFailure {
  readonly failure: 'origin_timeout' | 'origin_unreachable';
  readonly detail: string;
}

/** Base URL of an origin for a request: its own, with `{tenant}` filled in. `null` where the tenant is not known. */
export function originBase(origin: Origin, tenant: string | null): string | null {
  const { target } = origin.rule;
  if (target.kind === 'service') return 'https://origin.internal';
  if (!target.url.includes('{tenant}')) return target.url;
  return tenant === null ? null : target.url.replace('{tenant}', tenant);
}

/** Streams a request to its origin. Redirects come back as they are: following one would carry the context elsewhere. */
export async function fetchOrigin(origin: Origin, request: OriginRequest): Promise<Response | OriginFailure> {
  const base = originBase(origin, request.tenant);
  if (base === null) return { failure: 'origin_unreachable', detail: 'the origin has one URL a tenant, and the request has no tenant' };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
  try {
    const fetcher = origin.service ?? globalThis;
    return await fetcher.fetch(`${base}${request.target.path}${request.target.query}`, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: deadline.signal,
    });
  } catch (error) {
    if (deadline.signal.aborted) return { failure: 'origin_timeout', detail: `no response headers within ${request.timeoutMs} ms` };
    return { failure: 'origin_unreachable', detail: error instanceof Error ? error.name : 'unknown' };
  } finally {
    clearTimeout(timer);
  }
}
