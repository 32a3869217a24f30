import {
  type MappedIdentity,
  mapClaims,
  publicHostOf,
  type Refusal,
  refuse,
  type Session,
} from '@portcullis/rules/engine';
import { ProviderError } from '../adapters/bounded-fetch.ts';
import {
  authorizationUrl,
  newAttempt,
  type OidcClient,
  type ProviderAnswer,
  ProviderRefusal,
  redeemCode,
} from '../adapters/oidc.ts';
import {
  type Attempt,
  attemptCookie,
  attemptCookieName,
  attemptCookieOf,
  attemptsToDrop,
  clearedAttemptCookie,
  countsAtHostAlone,
  decideProof,
  LATELY_COOKIE,
  readAttempt,
  readSignInQuery,
  servesPlace,
  sourceOf,
  writeAttempt,
} from '../core/identity/index.ts';
import type { Providers } from '../providers.ts';
import { type NoClient, providerClient } from '../tenant-identity/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { placeOf, startPath } from './provider-choice.ts';
import { personInDirectory, type SessionBounds, stateUnavailable } from './sessions/index.ts';
import { openSession } from './sign-in.ts';

const RETRY_SECONDS = 5;

/** Where the browser goes next, or why it stays. */
type Onwards = { readonly location: string } | Refusal;

/** A provider that may sign people in at this host. */
interface Known {
  readonly providers: Providers;
  readonly client: OidcClient;
}

/** Sends the browser to the provider, with an attempt of its own in a cookie. */
export async function beginSignIn(exchange: RoutedExchange, id: string): Promise<Onwards> {
  const known = await knownAt(exchange, id);
  if ('reason' in known) return known;
  const { request, decision } = exchange;
  const { target, nowSeconds } = decision.request;
  const { providers, client } = known;
  const cookies = request.headers.get('cookie');
  return orRefusal(client, async () => {
    const metadata = await client.keys.metadata(client.rule.issuer);
    const asked = readSignInQuery(target.query, target);
    const attempt = newAttempt({ ...asked, provider: id, startedSeconds: nowSeconds });
    const location = await authorizationUrl(client, metadata, attempt, redirectUri(exchange, id));
    const sealed = await providers.attempts.seal(
      writeAttempt(attempt),
      placeOfAttempt(exchange, client, attempt.state),
    );
    exchange.setCookies.push(...attemptsToDrop(cookies).map(clearedAttemptCookie));
    exchange.setCookies.push(attemptCookie(attempt.state, nowSeconds, sealed));
    return { location };
  });
}

/** Judges what the provider sent the browser back with, and gives it the session that follows from it. */
export async function endSignIn(exchange: RoutedExchange, id: string): Promise<Onwards> {
  const known = await knownAt(exchange, id);
  if ('reason' in known) return known;
  const { target } = exchange.decision.request;
  const { client } = known;
  const attempt = await takeAttempt(exchange, known, id);
  if ('reason' in attempt) return attempt;
  return orRefusal(client, async () => {
    const callback = { query: target.query, redirectUri: redirectUri(exchange, id) };
    const answer = await redeemCode(client, attempt, callback);
    const refusal = await openMapped(exchange, client, attempt, answer);
    if (refusal !== null) return refusal;
    exchange.setCookies.push(LATELY_COOKIE);
    // Whole, since a path alone might be read as a host.
    return { location: `${target.scheme}://${target.host}${attempt.returnTo}` };
  });
}

async function knownAt(exchange: RoutedExchange, id: string): Promise<Known | Refusal> {
  const { providers } = exchange.config;
  if (providers === null) return refuse('no_route');
  const client = await clientOf(exchange, id);
  if ('reason' in client) return client;
  return servesPlace(client.rule, placeOf(exchange)) ? { providers, client } : refuse('no_route');
}

async function clientOf(exchange: RoutedExchange, id: string): Promise<OidcClient | Refusal> {
  let client: OidcClient | NoClient;
  try {
    client = await providerClient(exchange.config, id);
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
  if (typeof client !== 'string') return client;
  const at = exchange.config.providers?.tenants?.rule.at ?? null;
  if (client === 'unknown') return refuse('no_route');
  return client === 'missing'
    ? refuse('identity_missing', at)
    : refuse('identity_failed', at, { detail: `${id}: ${client}` });
}

/** The attempt that the state belongs to, taken from the browser: it is good for one answer, of its own provider. */
async function takeAttempt(
  exchange: RoutedExchange,
  { providers: { attempts }, client }: Known,
  id: string,
): Promise<Attempt | Refusal> {
  const { request, decision } = exchange;
  const { target, nowSeconds } = decision.request;
  const state = new URLSearchParams(target.query).get('state') ?? '';
  const cookie = attemptCookieOf(request.headers.get('cookie'), state);
  if (cookie === null) return refuse('sign_in_expired', null, { detail: 'no such attempt in this browser' });
  exchange.setCookies.push(clearedAttemptCookie(cookie.name));
  const text = await attempts.open(cookie.sealed, placeOfAttempt(exchange, client, state));
  const attempt = text === null ? null : readAttempt(text, nowSeconds);
  if (attempt === null) return refuse('sign_in_expired', null, { detail: 'too old, or not of this gateway' });
  if (attempt.state !== state || attempt.provider !== id)
    return refuse('sign_in_expired', null, { detail: 'of another attempt or provider' });
  return attempt;
}

async function openMapped(
  exchange: RoutedExchange,
  { rule, since }: OidcClient,
  attempt: Attempt,
  answer: ProviderAnswer,
): Promise<Refusal | null> {
  const { config, decision } = exchange;
  const nowSeconds = Date.now() / 1000;
  const person = await personInDirectory(exchange, rule, answer.claims, nowSeconds);
  if ('reason' in person) return person;
  const facts = { directoryGroups: person.groups, roles: config.engine.roles, nowSeconds };
  const mapped = mapClaims(rule, answer.claims, facts);
  if ('reason' in mapped) return mapped;
  if (decision.urlTenant !== null && mapped.tenant !== decision.urlTenant)
    return refuse('tenant_mismatch', rule.at, { detail: `${rule.id} signs in for ${mapped.tenant}` });
  const bounds = narrowed(person.bounds, mapped.notAfter);
  const session = sessionOfIdentity(exchange, mapped, countsAtHostAlone(rule, placeOf(exchange)), bounds);
  const unproven = attempt.proof === null ? null : decideProof(attempt.proof, session, nowSeconds);
  if (unproven !== null) return unproven;
  const source = sourceOf({ provider: rule.id, since }, answer, person.entry, attempt.startedSeconds);
  if (typeof source === 'string') return refuse('identity_failed', rule.at, { detail: `${rule.id}: ${source}` });
  exchange.notes.push(`signed_in_by:${rule.id}`);
  return openSession(exchange, session, bounds, { source, goodMs: exchange.startedMs });
}

/** Directory and token may both say when a person must go: the earlier counts. */
function narrowed(bounds: SessionBounds, notAfter: number | null): SessionBounds {
  if (notAfter === null) return bounds;
  return { ...bounds, notAfter: Math.min(notAfter, bounds.notAfter ?? notAfter), isOwn: true };
}

/** The session is as old as the request that ends the sign-in, so that what ends sessions meanwhile ends this one, too. */
function sessionOfIdentity(
  exchange: RoutedExchange,
  identity: MappedIdentity,
  atHostAlone: boolean,
  { notAfter }: SessionBounds,
): Session {
  const { config, decision, startedMs } = exchange;
  const issued = Math.min(startedMs, Date.now()) / 1000;
  const { notAfter: _end, ...person } = identity;
  const host = atHostAlone && decision.host !== null ? { host: publicHostOf(decision.host.pattern) } : {};
  return {
    ...person,
    id: crypto.randomUUID(),
    issuedAtSeconds: issued,
    expiresAtSeconds: Math.min(
      Math.floor(issued + config.engine.policy.session.lifetimeSeconds),
      notAfter ?? Number.POSITIVE_INFINITY,
    ),
    actAs: null,
    ...host,
  };
}

/** Registered at the provider, one for each host. */
function redirectUri({ decision }: RoutedExchange, id: string): string {
  const { scheme, host } = decision.request.target;
  return `${scheme}://${host}${startPath(id)}/callback`;
}

/** An attempt counts at the host where it began, and for the provider as it stood then: its code is for no other to see. */
function placeOfAttempt({ decision }: RoutedExchange, { since }: OidcClient, state: string): string {
  const place = `${decision.request.target.host} ${attemptCookieName(state)}`;
  return since === null ? place : `${place} ${since}`;
}

async function orRefusal({ rule }: OidcClient, ask: () => Promise<Onwards>): Promise<Onwards> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProviderRefusal)
      return refuse('identity_denied', rule.at, { detail: `${rule.id}: ${error.code}` });
    if (!(error instanceof ProviderError)) throw error;
    const detail = `${rule.id}: ${error.message}`;
    return error.code === 'unavailable'
      ? refuse('identity_unavailable', rule.at, { detail, retryAfterSeconds: RETRY_SECONDS })
      : refuse('identity_failed', rule.at, { detail });
  }
}
