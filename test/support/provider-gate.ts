import { freePort } from '@portcullis/cli/dev';
import type { Policy, ProviderRule } from '@portcullis/rules/policy';
import { type Gate, type GateOptions, startGate } from './gate.ts';
import { ofFile } from './of-file.ts';
import { type RealProvider, type RealProviderOptions, startRealProvider } from './real-provider.ts';

/** A gateway that signs people in by a real identity provider. */
export interface ProviderGate extends Gate {
  readonly idp: RealProvider;
  /** `http://localhost:<port>`, a host without a tenant. */
  readonly url: string;
  /** The same for a tenant. */
  readonly urlOf: (tenant: string) => string;
}

export interface ProviderGateOptions extends Omit<GateOptions, 'routes' | 'adjust' | 'port'> {
  readonly routes?: readonly string[];
  /** Changes the rule of the provider `idp`. */
  readonly rule?: Partial<ProviderRule>;
  /** More providers, by what is known of the first. */
  readonly others?: (known: ProviderRule) => readonly ProviderRule[];
  /** Providers of each route with roles. Absent: `idp`. */
  readonly providers?: readonly string[];
  readonly identityProvider?: Partial<RealProviderOptions>;
  /** Shorter than rules can state. */
  readonly recheckSeconds?: number;
}

export const CLIENT_SECRET_SETTING = 'IDP_CLIENT_SECRET';
const TENANTS = ['acme', 'globex'];

/** Two routes: `/public`, and everything else for anyone with a role, by way of the provider. */
const ROUTES = [
  'id: public, path: /public, access: public, origin: app',
  'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 15m, methods: [mfa, otp] } }, origin: app',
  'id: owners, path: /owners, access: { roles: [owner] }, origin: app',
  'id: app, path: /**, access: { roles: any }, origin: app',
];

export async function startProviderGate(options: ProviderGateOptions = {}): Promise<ProviderGate> {
  const {
    rule,
    others,
    providers = ['idp'],
    identityProvider,
    recheckSeconds,
    routes = ROUTES,
    ...gateOptions
  } = options;
  const port = await freePort();
  const hosts = [`localhost:${port}`, ...TENANTS.map((tenant) => `${tenant}.localhost:${port}`)];
  const idp = await startRealProvider({
    redirectUris: hosts.flatMap((host) => [
      `http://${host}/.portcullis/sign-in/idp/callback`,
      `http://${host}/.portcullis/sign-in/second/callback`,
    ]),
    postLogoutRedirectUris: hosts.map((host) => `http://${host}/.portcullis/signed-out`),
    backchannelLogoutUri: `http://localhost:${port}/.portcullis/signals/idp/logout`,
    ...identityProvider,
  });
  const known = { ...ruleOf(idp), ...rule };
  const rules = [known, ...(others?.(known) ?? [])];
  const gate = await startGate({
    ...gateOptions,
    routes,
    port,
    settings: { [CLIENT_SECRET_SETTING]: idp.client.secret, ...gateOptions.settings },
    adjust: (policy) => withRecheck(withProviders(policy, rules, providers), recheckSeconds),
  });
  return {
    ...gate,
    idp,
    url: `http://localhost:${port}`,
    urlOf: (tenant) => `http://${tenant}.localhost:${port}`,
    [Symbol.asyncDispose]: async () => {
      await gate[Symbol.asyncDispose]();
      await idp.close();
    },
  };
}

export async function providerGateOfFile(options: ProviderGateOptions = {}): Promise<ProviderGate> {
  return ofFile(await startProviderGate(options), (gate) => gate[Symbol.asyncDispose]());
}

function ruleOf(idp: RealProvider): ProviderRule {
  const at = 'test.yaml:5';
  return {
    id: 'idp',
    issuer: idp.issuer,
    client: { id: idp.client.id, proof: { kind: 'secret', secret: CLIENT_SECRET_SETTING } },
    scopes: ['openid'],
    user: 'sub',
    ofManyDirectories: false,
    tenant: { kind: 'fixed', tenant: 'acme' },
    roles: [
      { match: { kind: 'group', group: 'Readers' }, grant: ['reader'], at },
      { match: { kind: 'group', group: 'Owners' }, grant: ['owner'], at },
    ],
    stepUp: { request: 'acr', acr: ['urn:okta:loa:2fa:any'], amr: ['otp'] },
    window: null,
    signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
    at,
  };
}

function withProviders(policy: Policy, rules: readonly ProviderRule[], providers: readonly string[]): Policy {
  return {
    ...policy,
    providers: Object.fromEntries(rules.map((rule) => [rule.id, rule])),
    routes: policy.routes.map((route) => (route.access.kind === 'roles' ? { ...route, providers } : route)),
  };
}

function withRecheck(policy: Policy, recheckSeconds: number | undefined): Policy {
  const { session } = policy;
  if (recheckSeconds === undefined || session.renew === null) return policy;
  return { ...policy, session: { ...session, renew: { ...session.renew, recheckSeconds } } };
}
