import { errorText } from '../core/failures/index.ts';
import { DeadlineError, withDeadline } from '../core/time/index.ts';

/** How long anything outside may take to answer, with all of its body. */
export const PROVIDER_DEADLINE_MS = 5000;
/** Longest answer that is read. */
export const MAX_ANSWER_BYTES = 256 * 1024;

/** Why an identity provider could not be asked, or what is wrong with its answer. Names no value of it. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** `unavailable`: asking again later may help. `failed`: what it said cannot be used. */
  readonly code: 'unavailable' | 'failed';

  constructor(code: 'unavailable' | 'failed', message: string) {
    super(message);
    this.code = code;
  }
}

/** Which URLs of providers may be asked. */
export interface ReachPolicy {
  /** Plain http on the loopback address is good enough: a machine that talks to itself. */
  readonly development: boolean;
  /**
   * Origins at which a provider that a tenant brings may have its endpoints and keys besides the issuer's own, as patterns; `null`:
   * providers of the rules have them where they say.
   */
  readonly endpoints: readonly string[] | null;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The URL, if it may be asked: https, without credentials; `null` otherwise. */
export function reachableUrl(text: string, { development }: Pick<ReachPolicy, 'development'>): URL | null {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && development && LOOPBACK.has(url.hostname) ? url : null;
}

/** Smaller ones than the usual. */
export interface FetchBounds {
  readonly deadlineMs?: number;
  readonly maxBytes?: number;
}

/**
 * Asks a provider, within bounds of time and size. No redirect is followed. Of the answer, status, type and body are left, and the body has
 * been read.
 * @throws {ProviderError} where it does not answer in full, in time and in size, or redirects
 */
export async function fetchBounded(
  url: string,
  init: RequestInit,
  { deadlineMs = PROVIDER_DEADLINE_MS, maxBytes = MAX_ANSWER_BYTES }: FetchBounds = {},
): Promise<Response> {
  const cancel = new AbortController();
  try {
    return await withDeadline(
      readWhole(url, { ...init, redirect: 'manual', signal: cancel.signal }, maxBytes),
      deadlineMs,
    );
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    const what = error instanceof DeadlineError ? error.message : errorText(error);
    throw new ProviderError('unavailable', `${hostOf(url)}: ${what}`);
  } finally {
    cancel.abort();
  }
}

async function readWhole(url: string, init: RequestInit, maxBytes: number): Promise<Response> {
  const answer = await fetch(url, init);
  if (answer.status >= 300 && answer.status < 400) throw new ProviderError('failed', `${hostOf(url)} redirects`);
  if (answer.status >= 500 || answer.status === 429)
    throw new ProviderError('unavailable', `${hostOf(url)} answers ${answer.status}`);
  const body = await readBytes(answer, url, maxBytes);
  const type = answer.headers.get('content-type');
  return new Response(body.byteLength === 0 ? null : body, {
    status: answer.status,
    headers: type === null ? {} : { 'content-type': type },
  });
}

async function readBytes({ body }: Response, url: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ProviderError('failed', `${hostOf(url)} answers more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'the provider';
}
