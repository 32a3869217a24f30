import { randomBytes } from 'node:crypto';
import type { TestGatewayOptions } from './gateway.ts';
import { testRules } from './rules.ts';

/** Where a gateway in production stands, and what it serves. */
export interface ProductionParts {
  /** Where the origin `app` listens. Production asks for TLS to it, which no origin of a test speaks. */
  readonly originUrl: string;
  /** Routes, one YAML flow map each. */
  readonly routes: readonly string[];
  readonly clientAddress: string;
  /** More top-level keys. */
  readonly more?: string;
  /** Value of `session.lifetime`, and what follows it. */
  readonly lifetime?: string;
}

/** A gateway as in production, on `https://test.example` and `https://{tenant}.test.example`, with strong keys of its own. */
export function productionOptions({
  originUrl,
  routes,
  clientAddress,
  more = '',
  lifetime = '15m',
}: ProductionParts): TestGatewayOptions {
  return {
    rules: testRules({ origins: { app: originUrl }, routes, clientAddress, more, lifetime }),
    settings: {
      PORTCULLIS_ENV: null,
      ROLE_COOKIE_KEYS: strongKeys(),
      ADMIN_KEYS: strongKeys(),
      ORIGIN_APP_KEYS: strongKeys(),
    },
    adjust: (policy) => ({
      ...policy,
      origins: Object.fromEntries(
        Object.entries(policy.origins).map(([id, rule]) => [
          id,
          { ...rule, target: { kind: 'url' as const, url: originUrl } },
        ]),
      ),
    }),
  };
}

/** Keys that production accepts. */
export function strongKeys(): string {
  const kid = randomBytes(6).toString('hex');
  return JSON.stringify({ keys: [{ kty: 'oct', kid, alg: 'HS256', k: randomBytes(32).toString('base64url') }] });
}
