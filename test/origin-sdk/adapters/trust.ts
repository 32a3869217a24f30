import type { ContextErrorCode } from '@portcullis/origin';
import { GOOD_CLAIMS, now, secretJwk, signHmac } from '../tokens.ts';

const { jwk, secret } = secretJwk('k1');

/** What the tested apps trust. */
export const trust = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys: { keys: [jwk] }, now } as const;

/** A context for that method and target. */
export const contextFor = (htm: string, htu: string, changes: object = {}): string =>
  signHmac({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' }, { ...GOOD_CLAIMS, htm, htu, ...changes }, secret);

/** The headers with which the gateway sends that request. */
export const headersFor = (method: string, target: string, changes: object = {}): Record<string, string> => ({
  'X-Forwarded-Host': GOOD_CLAIMS.hth,
  'Portcullis-Context': contextFor(method, target, changes),
});

/** The bytes of a request, with header lines as given. */
export const rawRequest = (method: string, target: string, lines: readonly string[], body = ''): string =>
  [`${method} ${target} HTTP/1.1`, 'Host: app.internal', ...lines, '', body].join('\r\n');

/** Header lines of {@link headersFor}. */
export const linesFor = (method: string, target: string, changes: object = {}): string[] =>
  Object.entries(headersFor(method, target, changes)).map(([name, value]) => `${name}: ${value}`);

/** Writes down what an adapter tells of refusals. */
export function refusalLog(): {
  readonly codes: ContextErrorCode[];
  readonly onRefusal: (error: { code: ContextErrorCode }) => void;
} {
  const codes: ContextErrorCode[] = [];
  return { codes, onRefusal: (error) => void codes.push(error.code) };
}
