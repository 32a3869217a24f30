import { PortcullisError } from './portcullis-error.ts';

/** Why a request's tenant context was refused. Stable: safe to branch on and to alert on. */
export type ContextErrorCode =
  | 'ERR_CONTEXT_MISSING'
  | 'ERR_CONTEXT_DUPLICATE'
  | 'ERR_CONTEXT_ALIAS'
  | 'ERR_CONTEXT_TOO_LONG'
  | 'ERR_CONTEXT_MALFORMED'
  | 'ERR_CONTEXT_SIGNATURE'
  | 'ERR_CONTEXT_TYPE'
  | 'ERR_CONTEXT_CLAIMS'
  | 'ERR_CONTEXT_ISSUER'
  | 'ERR_CONTEXT_AUDIENCE'
  | 'ERR_CONTEXT_EXPIRED'
  | 'ERR_CONTEXT_CLOCK'
  | 'ERR_CONTEXT_REQUEST_MISMATCH'
  | 'ERR_CONTEXT_REPLAYED'
  | 'ERR_CONTEXT_REPLAY_UNKNOWN'
  | 'ERR_CONTEXT_KEYS_UNAVAILABLE';

const REASONS: Readonly<Record<ContextErrorCode, string>> = {
  ERR_CONTEXT_MISSING:
    'the request carries no tenant context, so it did not come through the gateway. Send it to the public host, not to the app.',
  ERR_CONTEXT_DUPLICATE:
    'the request carries more than one tenant context. Check that only the gateway sets the header and that no proxy in between repeats it.',
  ERR_CONTEXT_ALIAS:
    'the request carries a header whose name only looks like the tenant context header ("_" or "." for "-"). Drop such names before the app.',
  ERR_CONTEXT_TOO_LONG: 'the tenant context is longer than 8192 characters. The gateway never sends one of that size.',
  ERR_CONTEXT_MALFORMED: 'the tenant context is not a JWS in compact form with canonical base64url parts.',
  ERR_CONTEXT_SIGNATURE:
    'no configured key verifies the tenant context. Check that the "keys" and "algorithm" options agree with the gateway\'s origin entry.',
  ERR_CONTEXT_TYPE: 'the token is signed but is not a tenant context. Check which token is sent in the context header.',
  ERR_CONTEXT_CLAIMS:
    'the claims of the tenant context are not those of version 1. Check that the gateway and this package are of versions that work together.',
  ERR_CONTEXT_ISSUER:
    'another gateway signed the tenant context. Check the "issuer" option against "gateway" in the rules.',
  ERR_CONTEXT_AUDIENCE:
    'the tenant context was made for another origin. Check the "audience" option against the origin\'s name in the rules.',
  ERR_CONTEXT_EXPIRED: 'the tenant context has expired. Check for a replayed request and compare the clocks.',
  ERR_CONTEXT_CLOCK:
    'the tenant context was issued in the future. Compare the clocks of this machine and of the gateway.',
  ERR_CONTEXT_REQUEST_MISMATCH:
    'the tenant context was made for another method, host, path or query. Check for a replayed request; if a proxy between the gateway and the app rewrites the URL or X-Forwarded-Host, say so with the "proxy" option.',
  ERR_CONTEXT_REPLAYED:
    'the tenant context was used before. Check for a replayed request, and that only one place in the app asks the "replay" store.',
  ERR_CONTEXT_REPLAY_UNKNOWN:
    'the "replay" store did not say in time whether the tenant context was used before. Check that the store can be reached.',
  ERR_CONTEXT_KEYS_UNAVAILABLE:
    'the public keys of the gateway could not be fetched. Check that the app can reach the URL of its JWK Set and what it answers.',
};

/** A tenant context was refused. The message says why and what to do; it never holds any part of the token. */
export class ContextError extends PortcullisError {
  /** Always the name of the class, minified or not. */
  override readonly name = 'ContextError';
  /** Stable: safe to branch on. */
  override readonly code: ContextErrorCode;

  /** @param detail Which part is wrong, in fixed words: it must not quote the request. */
  constructor(code: ContextErrorCode, detail?: string) {
    super(`Refused: ${REASONS[code]}${detail === undefined ? '' : ` (${detail})`}`);
    this.code = code;
  }
}

/** An option is missing or unsafe. Thrown while the app starts, never for a request. */
export class ConfigurationError extends PortcullisError {
  /** Always the name of the class, minified or not. */
  override readonly name = 'ConfigurationError';
  /** Stable: safe to branch on. */
  override readonly code = 'ERR_CONFIGURATION';
}

/** A session grant was asked for with values that no gateway would accept. */
export class GrantError extends PortcullisError {
  /** Always the name of the class, minified or not. */
  override readonly name = 'GrantError';
  /** Stable: safe to branch on. */
  override readonly code = 'ERR_GRANT_INVALID';
}
