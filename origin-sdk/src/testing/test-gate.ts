import { CONTEXT_HEADER, TOKEN_TYPE } from '../context/names.ts';
import type { ContextVerifierOptions } from '../context-verifier.ts';
import type { ContextAlgorithm, TestKeys } from '../keys/key-source.ts';
import { keepTestKeys, TEST_ISSUER } from '../keys/test-keys.ts';
import type { RewritingProxy } from '../request-binding.ts';
import { requiredText } from '../required-text.ts';
import { targetClaim } from '../target-claim.ts';
import { randomJwk, signerOf } from './context-signer.ts';
import { compactJws } from './encode-part.ts';
import { forwardingHeaders } from './forwarding-headers.ts';
import { goodClaims, sentTarget, type TestRequest, type TestUser, type TestVisitor } from './good-claims.ts';

/** Options of {@link createTestGate}. */
export interface TestGateOptions {
  /** This app's id: its name under `origins` in the rules. */
  readonly audience: string;
  /** Default `HS256`. */
  readonly algorithm?: ContextAlgorithm;
  /** Public host of requests that name none. Default `app.example.com`. */
  readonly host?: string;
  /** What a proxy between gateway and app changes, where the app is so configured. */
  readonly proxy?: RewritingProxy;
  /** Milliseconds since 1970, for tests with a clock of their own. Default `Date.now`. */
  readonly now?: () => number;
}

/** A gate for an app's own tests. It signs for no other app: its issuer is not a gateway's, and the keys never leave the process. */
export interface TestGate {
  /** What the app's adapter is to trust in tests, in the place of the gateway. */
  readonly options: Pick<ContextVerifierOptions, 'issuer' | 'audience' | 'algorithm' | 'proxy' | 'now'> & {
    readonly keys: TestKeys;
  };
  /**
   * Headers that the gate sends with one request; each call makes a context of its own, good for 55 seconds.
   * @param request what the test will send: the context is bound to it
   * @param who default: an anonymous visitor
   */
  headers(
    request: Omit<TestRequest, 'host'> & { readonly host?: string },
    who?: TestUser | TestVisitor,
  ): Promise<Record<string, string>>;
}

/**
 * Makes a gate for an app's own tests, with random keys. Throws a `ConfigurationError`.
 *
 * A verifier accepts its issuer only together with its keys, which are an object of this process that no setting can hold:
 * a production configuration cannot be made to trust a test gate.
 *
 * @example
 * const gate = await createTestGate({ audience: 'app' });
 * const app = createApp({ trust: gate.options });
 * const headers = await gate.headers({ target: '/loads' }, { user: 'u-7', tenant: 'acme', roles: ['owner'] });
 * const response = await app.request('/loads', { headers });
 */
export async function createTestGate(options: TestGateOptions): Promise<TestGate> {
  const audience = requiredText('audience', options.audience, "this origin's id, as in the rules");
  const { algorithm = 'HS256', host = 'app.example.com', now = Date.now } = options;
  const proxy = options.proxy === undefined ? {} : { proxy: options.proxy };
  const trust = { issuer: TEST_ISSUER, audience, ...proxy };
  const { signing, verifying } = await randomJwk(algorithm, `testing-${crypto.randomUUID()}`);
  const keys = keepTestKeys({ algorithm, signing: { keys: [signing] }, verifying: { keys: [verifying] } });
  const { kid, sign } = await signerOf(signing, algorithm);
  const header = { alg: algorithm, typ: TOKEN_TYPE.context, kid };

  return Object.freeze({
    options: Object.freeze({ ...trust, algorithm, keys, ...(options.now === undefined ? {} : { now }) }),
    async headers(request, who = {}) {
      const bound = { ...request, host: request.host ?? host };
      const target = await targetClaim(sentTarget(trust, bound));
      const claims = goodClaims(trust, bound, target, who, Math.floor(now() / 1000));
      const token = await compactJws(header, claims, sign);
      return { ...Object.fromEntries(forwardingHeaders(bound.host)), [CONTEXT_HEADER]: token };
    },
  } satisfies TestGate);
}
