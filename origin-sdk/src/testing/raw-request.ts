import type { HeaderLine } from './forwarding-headers.ts';

/** A request whose headers are sent exactly as they are listed. */
export interface RawRequest {
  /** Such as `GET`. */
  readonly method: string;
  /** Whole, with path and query. */
  readonly url: URL;
  /** As `fetch` takes them, too. */
  readonly headers: HeaderLine[];
}

/** What came back: a status, or why there is none. */
export type RawAnswer =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'none'; readonly reason: NoAnswer };

/** Why there is no answer. */
export type NoAnswer = 'refused_connection' | 'unknown_host' | 'closed' | 'late' | 'not_http' | 'tls' | 'unreachable';

const REASONS: Readonly<Record<string, NoAnswer>> = {
  ECONNREFUSED: 'refused_connection',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  EPROTO: 'tls',
};

/**
 * Sends one request and reads its status; nothing of the body, and no redirect is followed. Never rejects. Needs
 * `node:http`: other clients join repeated headers.
 */
export async function sendRawRequest({ method, url, headers }: RawRequest, timeoutMs: number): Promise<RawAnswer> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const lines = [
    ['host', url.host],
    ...headers,
    ...(method === 'GET' || method === 'HEAD' ? [] : [['content-length', '0']]),
    ['connection', 'close'],
  ];
  return new Promise((resolve) => {
    const end = (answer: RawAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      sent.destroy();
    };
    const sent = request({
      // Names of this machine that few resolvers know (RFC 6761 section 6.3).
      hostname: url.hostname.endsWith('.localhost') ? 'localhost' : url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: lines.flat(),
      agent: false,
    });
    const timer = setTimeout(() => end({ kind: 'none', reason: 'late' }), timeoutMs);
    sent.on('response', (response) => end({ kind: 'status', status: response.statusCode ?? 0 }));
    sent.on('upgrade', (response) => end({ kind: 'status', status: response.statusCode ?? 0 }));
    // Also after the answer: an error without a listener would end the process.
    sent.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'none', reason: reasonOf(error.code ?? '') }));
    sent.end();
  });
}

function reasonOf(code: string): NoAnswer {
  if (code.startsWith('HPE_')) return 'not_http';
  if (/CERT|SSL|TLS|SIGNATURE|SIGNED/.test(code)) return 'tls';
  return REASONS[code] ?? 'unreachable';
}
