import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Policy, ProviderRule } from '@portcullis/rules/policy';
import { TestProviderKeys } from './identity-vectors.ts';

/** Publishes keys as an identity provider does, and signs what a test wants said. */
export interface TestIdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly keys: TestProviderKeys;
  /** Signed with the provider's own key, with times from this machine's clock. */
  readonly sign: (typ: string, claims: Readonly<Record<string, unknown>>) => string;
  /** From now on, it does not answer; `false`: it does again. */
  readonly setDown: (down: boolean) => void;
}

export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  const keys = new TestProviderKeys();
  let down = false;
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const issuer = `http://127.0.0.1:${port}`;
    response.setHeader('content-type', 'application/json');
    if (down) response.writeHead(503).end();
    else if (request.url === '/jwks') response.end(JSON.stringify(keys.jwks));
    else if (request.url === '/.well-known/openid-configuration')
      response.end(
        JSON.stringify({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
        }),
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    sign: (typ, claims) => keys.token({ header: { typ }, claims, key: 'provider' }, Math.floor(Date.now() / 1000)),
    setDown: (value) => {
      down = value;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A provider `okta` whose people belong to the tenant `acme`, and that may say everything. */
export function providerRule(issuer: string, changes: Partial<ProviderRule> = {}): ProviderRule {
  return {
    id: 'okta',
    issuer,
    client: { id: 'gateway-1', proof: { kind: 'secret', secret: 'OKTA_CLIENT_SECRET' } },
    scopes: ['openid'],
    user: 'sub',
    ofManyDirectories: false,
    tenant: { kind: 'fixed', tenant: 'acme' },
    roles: [{ match: { kind: 'group', group: 'Readers' }, grant: ['reader'], at: 'test.yaml:1' }],
    stepUp: null,
    window: null,
    signals: {
      scim: 'OKTA_SCIM_TOKEN',
      universalLogout: true,
      backchannelLogout: true,
      events: { audience: 'https://app.example/events' },
    },
    at: 'test.yaml:1',
    ...changes,
  };
}

/** Rules with these providers besides, by their ids. */
export function withProviders(...rules: readonly ProviderRule[]): (policy: Policy) => Policy {
  return (policy) => ({ ...policy, providers: Object.fromEntries(rules.map((rule) => [rule.id, rule])) });
}
