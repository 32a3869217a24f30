import { matchesIssuer } from '@portcullis/rules/engine';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { fetchBounded, MAX_ANSWER_BYTES, ProviderError, type ReachPolicy, reachableUrl } from './bounded-fetch.ts';
import { type CachedDocuments, createCachedDocuments } from './cached-documents.ts';

/**
 * How tokens of providers may be signed: by keys whose private half the provider alone has (RFC 8725 section 3.1). RSA keys have
 * 2048 bits at least, which jose makes sure of.
 */
export const PROVIDER_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;

/** A provider's discovery document (OpenID Connect Discovery 1.0 section 3), read from where its issuer identifier says. */
export interface ProviderMetadata {
  /** Exactly the one that the rules name. */
  readonly issuer: string;
  readonly authorizationEndpoint: URL;
  readonly tokenEndpoint: URL;
  readonly jwksUrl: URL;
  readonly endSessionEndpoint: URL | null;
  /** All of it, as it came; only the members above have been looked at. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** What a token must be, besides signed by the key. `algorithms` may be fewer than {@link PROVIDER_ALGORITHMS}. */
export type TokenPolicy = Omit<JWTVerifyOptions, 'algorithms'> & {
  readonly algorithms?: readonly (typeof PROVIDER_ALGORITHMS)[number][];
};

/** What identity providers publish, read when first needed. Everything throws a {@link ProviderError}. */
export interface ProviderKeys {
  readonly metadata: (issuer: string) => Promise<ProviderMetadata>;
  /**
   * Verifies a token with the keys of the provider: signature, and what the policy says. `issuer` must be among what it says;
   * every other claim is the provider's word.
   */
  readonly verify: (issuer: string, token: string, policy: TokenPolicy) => Promise<JWTPayload>;
  /** The same for keys at an address of their own. */
  readonly verifyBy: (jwksUrl: string, token: string, policy: TokenPolicy) => Promise<JWTPayload>;
  /** Finds keys of the provider for messages that are verified by rules of their own. Of jose's errors, it throws those about the key. */
  readonly keysOf: (issuer: string) => JWTVerifyGetKey;
}

/** Of a document of a provider that a tenant brings: an isolate remembers those of many. */
const MAX_BROUGHT_BYTES = 64 * 1024;

type Resolver = ReturnType<typeof createLocalJWKSet>;

/** Makes a {@link ProviderKeys}, which remembers what it has read. */
export function createProviderKeys(reach: ReachPolicy, now: () => number): ProviderKeys {
  const documents = createCachedDocuments((issuer: string) => discover(issuer, reach), now);
  const keySets = createCachedDocuments((url: string) => readKeys(url, reach), now);
  const verifyBy: ProviderKeys['verifyBy'] = async (jwksUrl, token, policy) => {
    const getKey = keyFinder(keySets, jwksUrl);
    try {
      const options = { ...policy, algorithms: [...(policy.algorithms ?? PROVIDER_ALGORITHMS)] };
      return (await jwtVerify(token, getKey, { currentDate: new Date(now()), ...options })).payload;
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      throw new ProviderError(
        'failed',
        error instanceof errors.JOSEError ? tokenProblem(error) : 'the token is not one',
      );
    }
  };
  return {
    metadata: documents.get,
    verifyBy,
    keysOf: (issuer) => async (header, token) =>
      keyFinder(keySets, (await documents.get(issuer)).jwksUrl.href)(header, token),
    verify: async (issuer, token, policy) =>
      verifyBy((await documents.get(issuer)).jwksUrl.href, token, { ...policy, issuer }),
  };
}

/** Finds the key of a token. One that is not there may be new: the provider is asked again, if it was not just now. */
function keyFinder(keySets: CachedDocuments<Resolver>, url: string): JWTVerifyGetKey {
  return async (header, token) => {
    const known = await keySets.get(url);
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const next = await keySets.again(url);
      if (next === known) throw error;
      return await next(header, token);
    }
  };
}

function tokenProblem(error: InstanceType<typeof errors.JOSEError>): string {
  const claim = 'claim' in error && typeof error.claim === 'string' ? ` (${error.claim})` : '';
  return `the token: ${error.code}${claim}`;
}

async function discover(issuer: string, reach: ReachPolicy): Promise<ProviderMetadata> {
  const place = `${issuer.endsWith('/') ? issuer.slice(0, -1) : issuer}/.well-known/openid-configuration`;
  const document = await readDocument(place, reach);
  // Word for word (OpenID Connect Discovery 1.0 section 4.3): otherwise, one provider could speak for another.
  if (document['issuer'] !== issuer)
    throw new ProviderError('failed', 'the discovery document names an issuer that the rules do not name');
  const end = document['end_session_endpoint'];
  const urlOf = (name: string): URL => urlIn(document, name, reach, new URL(issuer).origin);
  return {
    issuer,
    authorizationEndpoint: urlOf('authorization_endpoint'),
    tokenEndpoint: urlOf('token_endpoint'),
    jwksUrl: urlOf('jwks_uri'),
    endSessionEndpoint: end === undefined || end === null ? null : urlOf('end_session_endpoint'),
    document,
  };
}

function urlIn(document: Readonly<Record<string, unknown>>, name: string, reach: ReachPolicy, own: string): URL {
  const value = document[name];
  const url = typeof value === 'string' ? reachableUrl(value, reach) : null;
  if (url === null) throw new ProviderError('failed', `the discovery document has no "${name}" with https`);
  // Else, a tenant could make the gateway ask any machine that it can reach.
  const isAllowed = reach.endpoints?.some((pattern) => matchesIssuer(pattern, url.origin)) ?? true;
  if (!isAllowed && url.origin !== own)
    throw new ProviderError('failed', `the discovery document has "${name}" at a place that the rules do not allow`);
  return url;
}

async function readKeys(url: string, reach: ReachPolicy): Promise<Resolver> {
  const document = await readDocument(url, reach);
  try {
    return createLocalJWKSet(document as unknown as JSONWebKeySet);
  } catch {
    throw new ProviderError('failed', 'the key set is not one');
  }
}

async function readDocument(url: string, reach: ReachPolicy): Promise<Readonly<Record<string, unknown>>> {
  if (reachableUrl(url, reach) === null) throw new ProviderError('failed', 'the address is not one with https');
  const maxBytes = reach.endpoints === null ? MAX_ANSWER_BYTES : MAX_BROUGHT_BYTES;
  const answer = await fetchBounded(url, { headers: { accept: 'application/json' } }, { maxBytes });
  if (answer.status !== 200) throw new ProviderError('failed', `${URL.parse(url)?.host} answers ${answer.status}`);
  try {
    const value: unknown = await answer.json();
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through: text that cannot be parsed is not a document.
  }
  throw new ProviderError('failed', 'the answer is not a JSON object');
}
