import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';

/** What came of the same request through the gateway. */
export interface ThroughGateway {
  readonly url: string;
  /** `ok`: the app has answered. `not_asked`: the gate refused, so the app was not asked. The others are findings. */
  readonly outcome: 'ok' | 'not_asked' | 'app_refuses' | 'no_gateway' | 'origin_fails' | 'unreachable';
  /** `null` where there was no answer. */
  readonly status: number | null;
  /** The gate's own code, where it has answered itself. */
  readonly denied: string | null;
}

const DEADLINE_MS = 10_000;
const MAX_BYTES = 4096;
/** Codes of the gate's own answers where it got none from the app. */
const ORIGIN_FAILURES = ['origin_unreachable', 'origin_timeout', 'unavailable'];

/**
 * Sends the request through the gateway, with a session where there is a cookie for one.
 * @param gateway its origin, such as `https://app.example.com`
 */
export async function askThroughGateway(
  gateway: string,
  { path, method, roleCookie }: { readonly path: string; readonly method: string; readonly roleCookie?: string },
): Promise<ThroughGateway> {
  const url = new URL(`${gateway}${path}`);
  try {
    const { status, headers, body } = await ask(url, method, roleCookie);
    const denied = headers['portcullis-denied']?.toString() ?? null;
    const isGateway = headers['portcullis-request-id'] !== undefined;
    return { url: url.href, outcome: outcomeOf(isGateway, denied, body), status, denied };
  } catch {
    return { url: url.href, outcome: 'unreachable', status: null, denied: null };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its first bytes. */
  readonly body: string;
}

function ask(url: URL, method: string, roleCookie: string | undefined): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request({
      // Names of this machine that few resolvers know (RFC 6761 section 6.3).
      hostname: url.hostname.endsWith('.localhost') ? 'localhost' : url.hostname.replace(/^\[|\]$/g, ''),
      ...{ port: url.port, path: url.pathname + url.search, method, agent: false },
      headers: { host: url.host, ...(roleCookie === undefined ? {} : { cookie: `__Host-role=${roleCookie}` }) },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      firstBytes(response)
        .then((body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }), reject)
        .finally(() => sent.destroy());
    });
    sent.end();
  });
}

function outcomeOf(isGateway: boolean, denied: string | null, body: string): ThroughGateway['outcome'] {
  if (!isGateway) return 'no_gateway';
  if (denied !== null) return ORIGIN_FAILURES.includes(denied) ? 'origin_fails' : 'not_asked';
  return isRefusalOfApp(body) ? 'app_refuses' : 'ok';
}

/** The answer of the SDK's adapters to a request without a valid context. */
function isRefusalOfApp(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly code?: unknown } | null)?.code === 'context_required';
  } catch {
    return false;
  }
}

async function firstBytes(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString();
}
