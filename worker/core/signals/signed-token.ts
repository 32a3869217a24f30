import { isCanonicalCompactJws } from '@portcullis/origin/context';
import { isSessionText as isText } from '@portcullis/rules/engine';
import { errors, type JWTHeaderParameters, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isTime } from '../time/index.ts';
import { failed, type SignalPolicy, type SignalResult } from './signal.ts';

/** The key that a header names, of the keys of one provider. Throws an error of jose's where there is none, any other where they cannot be asked for. */
export type KeySet = JWTVerifyGetKey;

/** Signatures that count. With a shared key, every holder could sign; with `none`, everyone. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

const MAX_CHARACTERS = 16 * 1024;
/** Clocks of two companies disagree more than those of one. */
const SKEW_SECONDS = 60;
/** Later than this, a message says nothing of now, however long it calls itself valid. */
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;

/** What holds of the token besides issuer, audience and signature. */
interface TokenRules extends SignalPolicy {
  /** Accepted values of `typ`, lower case, without `application/`. `null`: it may be absent. */
  readonly types: readonly (string | null)[];
  /** Whether it must end by itself. */
  readonly expires: boolean;
}

type SignedToken =
  | { readonly ok: true; readonly id: string; readonly claims: JWTPayload; readonly staleAt: number }
  | Extract<SignalResult, { ok: false }>;

/**
 * Verifies a token that an identity provider signed: key, algorithm, `typ`, `iss`, `aud`, `iat`, `jti` and, where the rules want it,
 * `exp`. Every other claim is the provider's word.
 * @throws what `keys` throws where the provider's keys cannot be asked for
 */
export async function verifySignedToken(token: string, keys: KeySet, rules: TokenRules): Promise<SignedToken> {
  if (token.length > MAX_CHARACTERS || !isCanonicalCompactJws(token)) return failed('malformed', 'not a compact JWS');
  const { issuer, audience, nowSeconds } = rules;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, marked(keys), {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(nowSeconds * 1000),
    });
    return checkClaims(payload, protectedHeader, rules);
  } catch (error) {
    if (error instanceof KeysUnavailable) throw error.cause;
    // Where it is not jose's: a key that is too short, or of another kind than its algorithm.
    return error instanceof errors.JOSEError ? problemOf(error) : failed('key', 'unsuitable key');
  }
}

/** The keys could not be asked for, which says nothing about the token. */
class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Keeps apart what went wrong when the keys were asked for, and what is wrong with a key. */
function marked(keys: KeySet): KeySet {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      throw cause instanceof errors.JOSEError ? cause : new KeysUnavailable('keys', { cause });
    }
  };
}

function checkClaims(claims: JWTPayload, { typ }: JWTHeaderParameters, rules: TokenRules): SignedToken {
  const type = typeof typ === 'string' ? typ.toLowerCase().replace('application/', '') : null;
  if (!rules.types.includes(type)) return failed('type', 'typ');
  const { jti, iat, exp } = claims;
  if (!isText(jti)) return failed('claims', 'jti');
  if (!isTime(iat)) return failed('claims', 'iat');
  if (iat > rules.nowSeconds + SKEW_SECONDS) return failed('time', 'iat');
  if (iat + MAX_AGE_SECONDS < rules.nowSeconds) return failed('time', 'too old');
  if (rules.expires && !isTime(exp)) return failed('claims', 'exp');
  const last = Math.min(exp ?? Number.POSITIVE_INFINITY, iat + MAX_AGE_SECONDS);
  return { ok: true, id: jti, claims, staleAt: Math.ceil(last + SKEW_SECONDS) };
}

function problemOf(error: errors.JOSEError): SignedToken {
  if (error instanceof errors.JWTExpired) return failed('time', 'exp');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    if (claim === 'iss') return failed('issuer', 'iss');
    if (claim === 'aud') return failed('audience', 'aud');
    return failed(claim === 'nbf' ? 'time' : 'claims', claim);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return failed('signature', 'alg');
  if (error instanceof errors.JWSSignatureVerificationFailed) return failed('signature', 'signature');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return failed('key', 'unknown key');
  return failed('malformed', 'header or claims');
}
