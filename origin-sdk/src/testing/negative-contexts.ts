import { CONTEXT_HEADER, TOKEN_TYPE } from '../context/names.ts';
import { ConfigurationError } from '../errors.ts';
import type { ContextAlgorithm } from '../keys/key-source.ts';
import { assertIssuerFitsKeys } from '../keys/test-keys.ts';
import { createRequestBinding } from '../request-binding.ts';
import { requiredText } from '../required-text.ts';
import { targetClaim } from '../target-claim.ts';
import { knownKeys, randomJwk, type SigningKeys, signerOf } from './context-signer.ts';
import { compactJws, encodePart } from './encode-part.ts';
import { forwardingHeaders, type HeaderLine } from './forwarding-headers.ts';
import {
  goodClaims,
  sentTarget,
  type TestRequest,
  type TestUser,
  type TestVisitor,
  type Trust,
} from './good-claims.ts';
import type { Bench, Recipe } from './wrong/bench.ts';
import { CHECKS, type ContextCheck } from './wrong/checks.ts';
import { WRONG_CLAIMS } from './wrong/wrong-claims.ts';
import { WRONG_ENCODINGS } from './wrong/wrong-encodings.ts';
import { WRONG_HEADERS } from './wrong/wrong-headers.ts';
import { WRONG_SIGNATURES } from './wrong/wrong-signatures.ts';

/** What wrong contexts are made from. The options of a test gate fit, and those of a verifier. */
export interface NegativeContextsOptions extends Trust {
  /** How contexts for the app are signed: `context` of its origin in the rules. */
  readonly algorithm: ContextAlgorithm;
  /**
   * The keys that contexts are signed with: for HS256 those of the app, for EdDSA private ones, such as a staging
   * gateway's. Without a key that signs, only the wrong contexts are made that need none.
   */
  readonly keys?: SigningKeys;
  /** The request that the contexts are for, or just not for. */
  readonly request: TestRequest;
  /** The user of contexts that are wrong in another way. Default: an anonymous visitor. */
  readonly who?: TestUser | TestVisitor;
  /** A tenant other than the one that the URL names, where the app is to refuse it by itself. Default: left out. */
  readonly otherTenant?: string;
  /** A real role cookie, which an app must not believe either. Default: a forged one. */
  readonly roleCookie?: string;
  /** The app takes each context once, since its verifier has a replay store: then a used one is wrong too. Default `false`. */
  readonly singleUse?: boolean;
  /** Seconds since 1970. Default: now. */
  readonly nowSeconds?: number;
}

/** One request that an app must refuse. */
export interface NegativeContext {
  /** Stable: safe to branch on. */
  readonly name: string;
  /** What an app that lets it in leaves out. */
  readonly check: ContextCheck;
  /** In a few words, such as "a context that has expired". */
  readonly what: string;
  /** What is wrong with an app that lets it in. */
  readonly hole: string;
  /** How to fix it. */
  readonly fix: string;
  /** Send exactly these, in this order and with these names; some come twice. Good for 55 seconds, once. */
  readonly headers: HeaderLine[];
  /** Only the second of two requests is wrong. */
  readonly sendTwice: boolean;
}

const RECIPES: readonly Recipe[] = [...WRONG_HEADERS, ...WRONG_SIGNATURES, ...WRONG_ENCODINGS, ...WRONG_CLAIMS];

/**
 * About sixty wrong contexts for one request, each wrong in one thing alone: an app must refuse every one of them. Rejects
 * with a `ConfigurationError`; no message holds key material.
 *
 * @example
 * const gate = await createTestGate({ audience: 'app' });
 * const request = { method: 'GET', target: '/loads', host: 'app.example.com' };
 * for (const { name, headers } of await negativeContexts({ ...gate.options, request }))
 *   expect([name, await statusOf(request, headers)]).toEqual([name, 401]);
 */
export async function negativeContexts(options: NegativeContextsOptions): Promise<readonly NegativeContext[]> {
  const bench = await createBench(options);
  const made = RECIPES.filter((recipe) => isAtHand(recipe, bench, options)).map(async (recipe) => ({
    name: recipe.name,
    check: recipe.check,
    what: recipe.what,
    ...CHECKS[recipe.check],
    headers: [...(await recipe.make(bench))],
    sendTwice: false,
  }));
  const used = options.singleUse === true && bench.keys.signer !== null ? [await replayed(bench)] : [];
  return [...(await Promise.all(made)), ...used];
}

/** The headers of a good request; `null` without a key that signs. An app that refuses it proves nothing by refusing others. */
export async function goodContext(options: NegativeContextsOptions): Promise<readonly HeaderLine[] | null> {
  const bench = await createBench(options);
  return bench.keys.signer === null ? null : bench.carrying(await bench.signed());
}

async function replayed(bench: Bench): Promise<NegativeContext> {
  const headers = [...bench.carrying(await bench.signed())];
  return {
    name: 'used',
    check: 'replay',
    what: 'a context that was used before',
    ...CHECKS.replay,
    headers,
    sendTwice: true,
  };
}

function isAtHand({ needs }: Recipe, bench: Bench, options: NegativeContextsOptions): boolean {
  if (needs === 'nothing') return true;
  if (needs === 'public key') return bench.keys.publicKey !== null;
  if (bench.keys.signer === null) return false;
  if (needs === 'secret') return bench.keys.secret !== null;
  if (needs === 'other tenant') return bench.otherTenant !== null;
  return needs !== 'host' || options.proxy?.replacesForwardedHost !== true;
}

async function createBench(options: NegativeContextsOptions): Promise<Bench> {
  const { algorithm, otherTenant = null, proxy } = options;
  const trust: Trust = {
    issuer: requiredText('issuer', options.issuer, "the gateway's id, as in the rules"),
    audience: requiredText('audience', options.audience, "this origin's id, as in the rules"),
    ...(proxy === undefined ? {} : { proxy }),
  };
  if (algorithm !== 'HS256' && algorithm !== 'EdDSA')
    throw new ConfigurationError('"algorithm" option must be "HS256" or "EdDSA", as the rules say for this origin.');
  if (options.keys !== undefined) assertIssuerFitsKeys(options.issuer, options.keys);
  // For its complaints about options that make no sense.
  createRequestBinding(proxy);
  const request = { method: 'GET', ...options.request };
  const keys = await knownKeys(options.keys, algorithm);
  const nowSeconds = options.nowSeconds ?? Math.floor(Date.now() / 1000);
  const kid = keys.signer?.kid ?? 'some-key';
  const forger = await randomJwk(algorithm, kid);
  const { sign: forge } = await signerOf(forger.signing, algorithm);
  const forwarding = forwardingHeaders(request.host);

  const target = sentTarget(trust, request);
  const claim = await targetClaim(target);
  const claims: Bench['claims'] = (changes) => ({
    ...goodClaims(trust, request, claim, options.who ?? {}, nowSeconds),
    ...changes,
  });
  const header: Bench['header'] = (changes) => ({ alg: algorithm, typ: TOKEN_TYPE.context, kid, ...changes });
  return {
    ...{ algorithm, keys, request, target, nowSeconds, otherTenant, claims, header, forwarding },
    roleCookie:
      options.roleCookie ?? `${encodePart({ alg: 'HS256', typ: TOKEN_TYPE.role, kid })}.e30.${'A'.repeat(43)}`,
    signed: async (claimChanges, headerChanges) => {
      if (keys.signer === null) throw new ConfigurationError('"keys" option holds no key that signs.');
      return compactJws(header(headerChanges), claims(claimChanges), keys.signer.sign);
    },
    forged: (claimChanges, headerChanges) => compactJws(header(headerChanges), claims(claimChanges), forge),
    forgersJwk: async () => forger.verifying,
    carrying: (...tokens) => [...forwarding, ...tokens.map((token): HeaderLine => [CONTEXT_HEADER, token])],
  };
}
