import { developmentKeySet, freePort } from '@portcullis/cli/dev';
import type { TenantIdentityRule } from '@portcullis/rules/policy';
import { admin } from './admin.ts';
import type { Reply } from './client.ts';
import { type Gate, type GateOptions, startGate, startRedisGate } from './gate.ts';
import { type RealProvider, type RealProviderOptions, startRealProvider } from './real-provider.ts';

/** A gateway to which two tenants bring a real identity provider each. */
export interface TenantGate extends Gate {
  /** The providers of `acme` and `globex`. */
  readonly idps: { readonly acme: RealProvider; readonly globex: RealProvider };
  readonly urlOf: (tenant: string) => string;
  /** A host without a tenant. */
  readonly url: string;
  /** What an operator sends for a provider. */
  readonly documentOf: (idp: RealProvider, changes?: object) => Record<string, unknown>;
  readonly put: (tenant: string, document: unknown, query?: string) => Promise<Reply>;
}

export interface TenantGateOptions extends Omit<GateOptions, 'routes' | 'adjust' | 'port' | 'more'> {
  readonly bounds?: Partial<TenantIdentityRule>;
  readonly more?: string;
  readonly routes?: readonly string[];
  readonly redis?: true;
  readonly identityProvider?: Partial<RealProviderOptions>;
  /** Shorter than rules can state. */
  readonly renew?: { readonly recheckSeconds: number };
}

export const TENANTS_KEYS = 'TENANT_IDENTITY_KEYS';
export type Tenant = 'acme' | 'globex';

const ROUTES = [
  'id: public, path: /public, access: public, origin: app',
  'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 15m, methods: [mfa, otp] } }, origin: app, signIn: tenant',
  'id: owners, path: /owners, access: { roles: [owner] }, origin: app, signIn: tenant',
  'id: app, path: /**, access: { roles: any }, origin: app, signIn: tenant',
];

export async function startTenantGate(options: TenantGateOptions = {}): Promise<TenantGate> {
  const { bounds, more = '', routes = ROUTES, redis, identityProvider, renew, ...others } = options;
  const port = await freePort();
  const urlOf = (tenant: string): string => `http://${tenant}.localhost:${port}`;
  const url = `http://localhost:${port}`;
  const start = (tenant: Tenant) =>
    startRealProvider({
      redirectUris: [
        ...[urlOf('acme'), urlOf('globex'), url].flatMap((host) =>
          ['acme', 'globex'].map((name) => `${host}/.portcullis/sign-in/tenant.${name}/callback`),
        ),
      ],
      postLogoutRedirectUris: [`${urlOf(tenant)}/.portcullis/signed-out`],
      backchannelLogoutUri: `http://localhost:${port}/.portcullis/signals/tenant.${tenant}/logout`,
      ...identityProvider,
    });
  const idps = { acme: await start('acme'), globex: await start('globex') };
  const gate = await (redis ? startRedisGate : startGate)({
    ...others,
    routes,
    port,
    more: `tenantIdentity: { issuers: ["https://*.okta.com"], grant: [reader, owner], keys: ${TENANTS_KEYS}, stepUp: { acr: "urn:okta:loa:2fa:any", amr: [otp] }, signals: { backchannelLogout: true } }\n${more}`,
    settings: { [TENANTS_KEYS]: developmentKeySet(), ...others.settings },
    adjust: (policy) => {
      const { session, tenantIdentity } = policy;
      if (tenantIdentity === null) throw new Error('the rules open nothing to tenants');
      return {
        ...policy,
        session: {
          ...session,
          renew: session.renew === null || renew === undefined ? session.renew : { ...session.renew, ...renew },
        },
        tenantIdentity: { ...tenantIdentity, issuers: [idps.acme.issuer, idps.globex.issuer], ...bounds },
      };
    },
  });
  return {
    ...gate,
    idps,
    urlOf,
    url,
    documentOf: (idp, changes) => ({
      issuer: idp.issuer,
      client: { ...idp.client },
      scopes: ['openid'],
      roles: [
        { group: 'Readers', grant: ['reader'] },
        { group: 'Owners', grant: ['owner'] },
      ],
      ...changes,
    }),
    put: (tenant, document, query = '') => admin(gate.gateway, 'PUT', `tenants/${tenant}/identity${query}`, document),
    [Symbol.asyncDispose]: async () => {
      await gate[Symbol.asyncDispose]();
      await Promise.all([idps.acme.close(), idps.globex.close()]);
    },
  };
}
