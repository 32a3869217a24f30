import type { ProviderClaims } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import * as oauth from 'oauth4webapi';
import type { Attempt } from '../core/identity/index.ts';
import { fetchBounded, ProviderError } from './bounded-fetch.ts';
import type { ProviderKeys, ProviderMetadata } from './provider-keys.ts';

/** How the gateway shows a provider who it is. Secret: never in a log or message. */
export type ClientProof =
  | { readonly kind: 'secret'; readonly secret: string }
  /** Signs assertions (RFC 7523); `kid` names the public half that the provider has. */
  | { readonly kind: 'key'; readonly key: CryptoKey; readonly kid: string };

/** The gateway as a client of a provider. */
export interface OidcClient {
  readonly rule: ProviderRule;
  readonly proof: ClientProof;
  /** What the provider publishes. */
  readonly keys: ProviderKeys;
  /** Of one that a tenant brings: since when it stands as it does, seconds since the epoch. `null`: as the rules say. */
  readonly since: number | null;
}

/** What a provider gave for a code: verified, but for what the claims mean. */
export interface ProviderAnswer {
  readonly claims: ProviderClaims;
  /** As it came, for the hint at signing out. */
  readonly idToken: string;
  readonly refreshToken: string | null;
}

/** The person, or the provider, did not agree. `code` is the provider's word for it. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
  readonly code: string;

  constructor(code: string) {
    super(`the provider answers "${code}"`);
    this.code = code;
  }
}

/** Clocks that disagree by more than that are wrong. */
const CLOCK_TOLERANCE_SECONDS = 30;
const PASSWORD = 'pwd';
/** Codes of errors (RFC 6749 section 4.1.2.1); longer or other text is not repeated anywhere. */
const ERROR_CODE = /^[a-z_]{1,48}$/;
/** Errors for which asking again later may help. */
const PASSING: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable']);

/** A new attempt, with secrets of its own. */
export function newAttempt(known: Omit<Attempt, 'state' | 'nonce' | 'verifier'>): Attempt {
  return {
    ...known,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
}

/** Where the browser goes to sign in (OpenID Connect Core 1.0 section 3.1.2.1, RFC 7636). */
export async function authorizationUrl(
  { rule }: OidcClient,
  { authorizationEndpoint }: ProviderMetadata,
  attempt: Attempt,
  redirectUri: string,
): Promise<string> {
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: rule.client.id,
    redirect_uri: redirectUri,
    scope: rule.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    ...proofParameters(rule, attempt),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Asks for a recent sign-in, and for a second factor as the provider wants it asked. Only the answer shows whether it was used. */
function proofParameters({ stepUp }: ProviderRule, { proof }: Attempt): Readonly<Record<string, string>> {
  if (proof === null) return {};
  const { withinSeconds, methods } = proof;
  // Half of what is allowed, so that what comes back is not over at once.
  const recent = withinSeconds === null ? {} : { max_age: String(Math.floor(withinSeconds / 2)) };
  if (!methods.some((method) => method !== PASSWORD) || stepUp === null) return recent;
  const [wanted] = stepUp.acr;
  if (stepUp.request === 'none' || wanted === undefined) return { ...recent, prompt: 'login' };
  if (stepUp.request === 'acr') return { ...recent, acr_values: wanted };
  return { ...recent, claims: JSON.stringify({ id_token: { acrs: { essential: true, value: wanted } } }) };
}

/** Where the browser goes to sign out at the provider. `idToken` says who; `null`: the provider may ask. */
export function endSessionUrl(
  { rule }: OidcClient,
  endpoint: URL,
  { idToken, returnTo }: { readonly idToken: string | null; readonly returnTo: string },
): string {
  const url = new URL(endpoint);
  if (idToken !== null) url.searchParams.set('id_token_hint', idToken);
  url.searchParams.set('client_id', rule.client.id);
  url.searchParams.set('post_logout_redirect_uri', returnTo);
  url.searchParams.set('state', oauth.generateRandomState());
  return url.href;
}

/**
 * Redeems the code of a callback, once, and verifies the ID token: signature, issuer, audience, nonce and times.
 * @param query of the callback, not trusted
 * @throws {ProviderError} or {@link ProviderRefusal}
 */
export async function redeemCode(
  client: OidcClient,
  attempt: Attempt,
  callback: { readonly query: string; readonly redirectUri: string },
): Promise<ProviderAnswer> {
  const { rule, keys } = client;
  const metadata = await keys.metadata(rule.issuer);
  const server = serverOf(metadata);
  return judged(async () => {
    const parameters = oauth.validateAuthResponse(
      server,
      clientOf(rule),
      new URLSearchParams(callback.query),
      attempt.state,
    );
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      clientOf(rule),
      authentication(client, metadata),
      parameters,
      callback.redirectUri,
      attempt.verifier,
      requestOptions(metadata),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, clientOf(rule), response, {
      expectedNonce: attempt.nonce,
      maxAge: oauth.skipAuthTimeCheck,
      requireIdToken: true,
    });
    return answerOf(tokens, await verifiedClaims(rule, keys, tokens.id_token));
  });
}

/** What a provider answers about someone who signed in before. */
export type Refreshed =
  | { readonly kind: 'alive'; readonly refreshToken: string | null; readonly claims: ProviderClaims | null }
  /** The refresh token is good no more: the person is gone, or has signed out there. */
  | { readonly kind: 'ended' }
  /** It did not answer, or its answer says nothing of the person. */
  | { readonly kind: 'silent' };

/** The one error that is about the person's grant, and not about the gateway or the provider (RFC 6749 section 5.2). */
const GRANT_ENDED = 'invalid_grant';

/** Asks for new tokens (RFC 6749 section 6), which a provider refuses for people whom it no longer lets in. Never throws for what it says. */
export async function refreshSignIn(client: OidcClient, refreshToken: string): Promise<Refreshed> {
  const { rule, keys } = client;
  try {
    const metadata = await keys.metadata(rule.issuer);
    const server = serverOf(metadata);
    const response = await oauth.refreshTokenGrantRequest(
      server,
      clientOf(rule),
      authentication(client, metadata),
      refreshToken,
      requestOptions(metadata),
    );
    const tokens = await oauth.processRefreshTokenResponse(server, clientOf(rule), response);
    const claims = tokens.id_token === undefined ? null : await verifiedClaims(rule, keys, tokens.id_token);
    return { kind: 'alive', refreshToken: tokens.refresh_token ?? null, claims };
  } catch (error) {
    return { kind: error instanceof oauth.ResponseBodyError && error.error === GRANT_ENDED ? 'ended' : 'silent' };
  }
}

/** The library judges claims only: who signed them is ours to see. */
async function verifiedClaims(
  { issuer, client }: ProviderRule,
  keys: ProviderKeys,
  idToken: string | undefined,
): Promise<ProviderClaims> {
  if (idToken === undefined) throw new ProviderError('failed', 'there is no ID token');
  return await keys.verify(issuer, idToken, {
    audience: client.id,
    requiredClaims: ['sub', 'iat', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
}

function answerOf(tokens: oauth.TokenEndpointResponse, claims: ProviderClaims): ProviderAnswer {
  return { claims, idToken: tokens.id_token ?? '', refreshToken: tokens.refresh_token ?? null };
}

function serverOf({ issuer, document }: ProviderMetadata): oauth.AuthorizationServer {
  return { ...document, issuer };
}

function clientOf({ client }: ProviderRule): oauth.Client {
  return { client_id: client.id, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
}

/** Plain http is left to `metadata`, which takes it on the loopback address in development alone. */
function requestOptions({ tokenEndpoint }: ProviderMetadata): oauth.TokenEndpointRequestOptions {
  return {
    [oauth.customFetch]: (url: string, init: RequestInit) => fetchBounded(url, init),
    [oauth.allowInsecureRequests]: tokenEndpoint.protocol === 'http:',
  };
}

function authentication({ proof }: OidcClient, { document, tokenEndpoint }: ProviderMetadata): oauth.ClientAuth {
  if (proof.kind === 'key')
    return oauth.PrivateKeyJwt(
      { key: proof.key, kid: proof.kid },
      {
        [oauth.modifyAssertion]: (header, payload) => {
          // What Okta and Entra ID ask for; it is also where the assertion goes.
          payload['aud'] = tokenEndpoint.href;
          // The newer name (RFC 9864) is not known everywhere.
          if (header['alg'] === 'Ed25519') header['alg'] = 'EdDSA';
        },
      },
    );
  const ways = document['token_endpoint_auth_methods_supported'];
  const takesBasic = !Array.isArray(ways) || ways.includes('client_secret_basic');
  return takesBasic ? oauth.ClientSecretBasic(proof.secret) : oauth.ClientSecretPost(proof.secret);
}

/** Runs what asks a provider, and turns all that can go wrong into our own errors, which repeat nothing that was said. */
async function judged<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (error instanceof oauth.AuthorizationResponseError) throw refusalOf(error.error);
    if (error instanceof oauth.ResponseBodyError)
      throw new ProviderError('failed', `the token endpoint answers "${shownCode(error.error)}"`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ProviderError('failed', `the provider's answer: ${code}`);
  }
}

function shownCode(said: string): string {
  return ERROR_CODE.test(said) ? said : 'an error';
}

function refusalOf(said: string): Error {
  const code = shownCode(said);
  return PASSING.has(code)
    ? new ProviderError('unavailable', `the provider answers "${code}"`)
    : new ProviderRefusal(code);
}
