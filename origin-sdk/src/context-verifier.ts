import { compactVerify, errors } from 'jose';
import { isCanonicalCompactJws } from './context/base64url.ts';
import { CLOCK_SKEW_SECONDS, TOKEN_TYPE } from './context/names.ts';
import { contextFromClaims, type TenantContext } from './context-from-claims.ts';
import { readContextHeaders } from './context-header.ts';
import { ConfigurationError, ContextError } from './errors.ts';
import {
  type ContextAlgorithm,
  createKeySource,
  type JwkSetInput,
  type RemoteJwkSet,
  type TestKeys,
} from './keys/key-source.ts';
import { assertIssuerFitsKeys } from './keys/test-keys.ts';
import { createReplayCheck, type ReplayStore } from './replay/replay-check.ts';
import { createRequestBinding, type Received, type RewritingProxy } from './request-binding.ts';
import { requiredText } from './required-text.ts';

/** What a verifier must know. Nothing that decides trust has a default. */
export interface ContextVerifierOptions {
  /** The gateway's id: `gateway` in the rules. */
  readonly issuer: string;
  /** This app's id: its name under `origins` in the rules. */
  readonly audience: string;
  /** How contexts for this app are signed: `context` of its origin in the rules. Never taken from a token. */
  readonly algorithm: ContextAlgorithm;
  /** The keys shared with the gateway (HS256); its public keys, or `remoteJwkSet(…)` where they are fetched (EdDSA). In an app's own tests, those of a test gate. */
  readonly keys: JwkSetInput | RemoteJwkSet | TestKeys;
  /** How far the clocks may differ, 0 to 30. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** What a proxy between the gateway and the app changes. Default: nothing, so a changed request is refused. */
  readonly proxy?: RewritingProxy;
  /** Remembers which contexts were used, so that each serves one request. Default: none is remembered. */
  readonly replay?: ReplayStore;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** A request as the app received it, still unverified. */
export interface ReceivedRequest {
  /** As received, such as `GET`. */
  readonly method: string;
  /** Path and query exactly as they arrived, before any decoding: `request.url` in Node. */
  readonly target: string;
  /** All of them, as pairs of name and value: a repeated header comes as often as it was sent. */
  readonly headers: Iterable<readonly [name: string, value: string]>;
}

/** Checks that a request came through the gateway, and says who asks. Both methods reject with {@link ContextError}. */
export interface ContextVerifier {
  /** Verifies a request by all of its headers, so that look-alike names are refused as well. Adapters use this one. */
  verifyRequest(request: ReceivedRequest): Promise<TenantContext>;
  /**
   * Verifies header values, where an app cannot give all headers.
   * @param request.host Every value of `X-Forwarded-Host`; anything but exactly one is refused, unless the `proxy` option says that it is replaced.
   * @param request.header Every value of the context header; anything but exactly one is refused.
   */
  verify(request: {
    readonly method: string;
    readonly target: string;
    readonly host: string | readonly string[] | null | undefined;
    readonly header: string | readonly string[] | null | undefined;
  }): Promise<TenantContext>;
}

const MAX_HEADER_CHARACTERS = 8192;
const MAX_TOLERANCE_SECONDS = 30;

/**
 * Makes a verifier, or throws {@link ConfigurationError}.
 *
 * @example
 * const verifier = createContextVerifier({
 *   issuer: 'acme-edge',
 *   audience: 'app',
 *   algorithm: 'HS256',
 *   keys: process.env.ORIGIN_APP_KEYS ?? '',
 * });
 * const context = await verifier.verifyRequest({ method: 'GET', target: '/loads?page=2', headers: request.headers });
 */
export function createContextVerifier(options: ContextVerifierOptions): ContextVerifier {
  const issuer = requiredText('issuer', options.issuer, "the gateway's id, as in the rules");
  const audience = requiredText('audience', options.audience, "this origin's id, as in the rules");
  const algorithm: unknown = options.algorithm;
  if (algorithm !== 'HS256' && algorithm !== 'EdDSA')
    throw new ConfigurationError('"algorithm" option must be "HS256" or "EdDSA", as the rules say for this origin.');
  assertIssuerFitsKeys(issuer, options.keys);
  const keyFor = createKeySource(options.keys, algorithm);
  const assertBound = createRequestBinding(options.proxy);
  const assertUnused = createReplayCheck(options.replay);
  const tolerance = options.clockToleranceSeconds ?? CLOCK_SKEW_SECONDS;
  if (!Number.isInteger(tolerance) || tolerance < 0 || tolerance > MAX_TOLERANCE_SECONDS)
    throw new ConfigurationError(
      `"clockToleranceSeconds" option must be a whole number from 0 to ${MAX_TOLERANCE_SECONDS}.`,
    );
  const now = options.now ?? Date.now;
  const algorithms = [algorithm];

  async function verifiedToken(token: string): Promise<{ type: unknown; payload: Uint8Array }> {
    try {
      const verified = await compactVerify(
        token,
        async (header) => {
          // Contexts have no extension, and jose would follow one (RFC 7797).
          if (header?.crit !== undefined) throw new ContextError('ERR_CONTEXT_MALFORMED', 'critical extension');
          const key = typeof header?.kid === 'string' ? await keyFor(header.kid) : null;
          if (key === null) throw new ContextError('ERR_CONTEXT_SIGNATURE', 'key id');
          return key;
        },
        { algorithms },
      );
      return { type: verified.protectedHeader.typ, payload: verified.payload };
    } catch (error) {
      if (error instanceof errors.JOSEAlgNotAllowed) throw new ContextError('ERR_CONTEXT_SIGNATURE', 'algorithm');
      if (error instanceof errors.JWSSignatureVerificationFailed) throw new ContextError('ERR_CONTEXT_SIGNATURE');
      if (error instanceof errors.JOSEError) throw new ContextError('ERR_CONTEXT_MALFORMED');
      throw error;
    }
  }

  async function verifyToken(received: Received, token: string): Promise<TenantContext> {
    // Callers without types may pass anything.
    if (typeof token !== 'string') throw new ContextError('ERR_CONTEXT_MALFORMED');
    if (token === '') throw new ContextError('ERR_CONTEXT_MISSING');
    if (token.length > MAX_HEADER_CHARACTERS) throw new ContextError('ERR_CONTEXT_TOO_LONG');
    // Servers join repeated headers with a comma, which no token holds.
    if (token.includes(',')) throw new ContextError('ERR_CONTEXT_DUPLICATE');
    if (!isCanonicalCompactJws(token)) throw new ContextError('ERR_CONTEXT_MALFORMED');
    const { type, payload } = await verifiedToken(token);
    if (type !== TOKEN_TYPE.context) throw new ContextError('ERR_CONTEXT_TYPE');
    const context = contextFromClaims(parseJson(payload));
    const { iss, aud, iat, exp } = context.claims;
    if (iss !== issuer) throw new ContextError('ERR_CONTEXT_ISSUER');
    if (aud !== audience) throw new ContextError('ERR_CONTEXT_AUDIENCE');
    const nowSeconds = Math.floor(now() / 1000);
    // Written so that a clock that answers NaN refuses.
    if (!(nowSeconds < exp + tolerance)) throw new ContextError('ERR_CONTEXT_EXPIRED');
    if (!(iat <= nowSeconds + tolerance)) throw new ContextError('ERR_CONTEXT_CLOCK');
    await assertBound(context.claims, received);
    // Last of all, so that a refused request uses nothing up. Another process may believe the context for longer than this
    // one, by as much as their clocks differ.
    await assertUnused(context.requestId, exp + 2 * tolerance - nowSeconds);
    return context;
  }

  return Object.freeze({
    async verify({ method, target, host, header }) {
      const [token, ...others] = valuesOf(header);
      if (token === undefined) throw new ContextError('ERR_CONTEXT_MISSING');
      if (others.length > 0) throw new ContextError('ERR_CONTEXT_DUPLICATE');
      return verifyToken({ method, target, hosts: valuesOf(host) }, token);
    },
    async verifyRequest({ method, target, headers }) {
      const { token, hosts } = readContextHeaders(headers);
      return verifyToken({ method, target, hosts }, token);
    },
  } satisfies ContextVerifier);
}

function valuesOf(header: string | readonly string[] | null | undefined): readonly string[] {
  if (header === null || header === undefined) return [];
  return Array.isArray(header) ? header : [header as string];
}

/** `ignoreBOM` keeps a byte order mark, so that JSON with one is refused as RFC 8259 section 8.1 has it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ContextError('ERR_CONTEXT_CLAIMS', 'not JSON');
  }
}
