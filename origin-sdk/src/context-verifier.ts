import { compactVerify, errors } from 'jose';
import { isCanonicalCompactJws } from './context/base64url.ts';
import { TOKEN_TYPE } from './context/names.ts';
import { contextFromClaims, type TenantContext } from './context-from-claims.ts';
import { readContextHeader } from './context-header.ts';
import { ConfigurationError, ContextError } from './errors.ts';
import { type ContextAlgorithm, type JwkSetInput, readKeys } from './keys.ts';
import { requiredText } from './required-text.ts';

/** What a verifier must know. Nothing that decides trust has a default. */
export interface ContextVerifierOptions {
  /** The gateway's id: `gateway` in the rules. */
  readonly issuer: string;
  /** This app's id: its name under `origins` in the rules. */
  readonly audience: string;
  readonly algorithm: ContextAlgorithm;
  /** The keys shared with the gateway (HS256) or its public keys (EdDSA). */
  readonly keys: JwkSetInput;
  /** How far the clocks may differ, 0 to 30. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Checks that a request came through the gateway, and says who asks. Both methods throw {@link ContextError}. */
export interface ContextVerifier {
  /**
   * Verifies one header value against the request it came with.
   * @param request.target Path and query exactly as the app received them, before any decoding.
   * @param request.header Every value of the context header; anything but exactly one is refused.
   */
  verify(request: {
    readonly method: string;
    readonly target: string;
    readonly header: string | readonly string[] | null | undefined;
  }): Promise<TenantContext>;
  /** As `verify`, from all of the request's headers, so that look-alike names are refused as well. Adapters use this one. */
  verifyRequest(request: {
    readonly method: string;
    readonly target: string;
    readonly headers: Iterable<readonly [name: string, value: string]>;
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
 * const context = await verifier.verify({ method: 'GET', target: '/loads?page=2', header });
 */
export function createContextVerifier(options: ContextVerifierOptions): ContextVerifier {
  const issuer = requiredText('issuer', options.issuer, "the gateway's id, as in the rules");
  const audience = requiredText('audience', options.audience, "this origin's id, as in the rules");
  const algorithm: unknown = options.algorithm;
  if (algorithm !== 'HS256' && algorithm !== 'EdDSA')
    throw new ConfigurationError('"algorithm" option must be "HS256" or "EdDSA", as the rules say for this origin.');
  const keys = new Map(readKeys(options.keys, algorithm).map((key) => [key.kid, key]));
  const tolerance = options.clockToleranceSeconds ?? 5;
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
        (header) => {
          const key = typeof header?.kid === 'string' ? keys.get(header.kid) : undefined;
          if (key === undefined) throw new ContextError('ERR_CONTEXT_SIGNATURE', 'key id');
          return key.cryptoKey();
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

  async function verifyToken(method: string, target: string, token: string): Promise<TenantContext> {
    if (token === '') throw new ContextError('ERR_CONTEXT_MISSING');
    if (token.length > MAX_HEADER_CHARACTERS) throw new ContextError('ERR_CONTEXT_TOO_LONG');
    // Servers join repeated headers with a comma, which no token holds.
    if (token.includes(',')) throw new ContextError('ERR_CONTEXT_DUPLICATE');
    if (!isCanonicalCompactJws(token)) throw new ContextError('ERR_CONTEXT_MALFORMED');
    const { type, payload } = await verifiedToken(token);
    if (type !== TOKEN_TYPE.context) throw new ContextError('ERR_CONTEXT_TYPE');
    const context = contextFromClaims(parseJson(payload));
    const { iss, aud, iat, exp, htm, htu } = context.claims;
    if (iss !== issuer) throw new ContextError('ERR_CONTEXT_ISSUER');
    if (aud !== audience) throw new ContextError('ERR_CONTEXT_AUDIENCE');
    const nowSeconds = Math.floor(now() / 1000);
    // Written so that a clock that answers NaN refuses.
    if (!(nowSeconds < exp + tolerance)) throw new ContextError('ERR_CONTEXT_EXPIRED');
    if (!(iat <= nowSeconds + tolerance)) throw new ContextError('ERR_CONTEXT_CLOCK');
    if (htm !== method) throw new ContextError('ERR_CONTEXT_REQUEST_MISMATCH', 'method');
    if (htu !== target) throw new ContextError('ERR_CONTEXT_REQUEST_MISMATCH', 'path or query');
    return context;
  }

  return Object.freeze({
    async verify({ method, target, header }) {
      const values = header === null || header === undefined ? [] : typeof header === 'string' ? [header] : header;
      const [token] = values;
      if (token === undefined) throw new ContextError('ERR_CONTEXT_MISSING');
      if (values.length > 1) throw new ContextError('ERR_CONTEXT_DUPLICATE');
      return verifyToken(method, target, token);
    },
    async verifyRequest({ method, target, headers }) {
      return verifyToken(method, target, readContextHeader(headers));
    },
  } satisfies ContextVerifier);
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
