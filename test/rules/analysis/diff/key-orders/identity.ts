import { BASE, differs, type KeyCase, type KeyOrder, loosens, NEUTRAL } from './case.ts';

const PROVIDER = BASE.identity.okta;
const ISSUER = BASE.issuers.login;
const TENANTS = { issuers: ['https://*.okta.com'], grant: ['driver'], keys: 'TENANT_IDENTITY_KEYS' };

/** Keys of `identity` and `issuers`. */
export const IDENTITY_ORDERS = {
  identity: {
    told: 'order',
    looser: 'by their keys below; one more signs more people in',
    cases: [loosens('identity.other', undefined, { ...PROVIDER, client: { id: 'c1', secret: 'OTHER_SECRET' } })],
  },
  'identity.issuer': other('any other', { issuer: 'https://other.okta.com' }),
  'identity.client': other('any other', { client: { id: 'c2', secret: 'OKTA_SECRET' } }),
  'identity.client.id': other('any other', { client: { id: 'c2', secret: 'OKTA_SECRET' } }),
  'identity.client.secret': other('any other', { client: { id: 'c1', secret: 'OTHER_SECRET' } }),
  'identity.client.key': other('any other', { client: { id: 'c1', key: 'OKTA_KEY' } }),
  'identity.scopes': other('any other', { scopes: ['openid', 'groups'] }),
  'identity.user': other('any other', { user: 'oid' }),
  'identity.tenant': other('any other', { tenant: 'beta' }),
  'identity.tenant.claim': {
    told: 'order',
    looser: 'any other',
    cases: [ofTenants({ claim: 'org', in: ['acme'] }, { claim: 'team', in: ['acme'] })],
  },
  'identity.tenant.in': {
    told: 'order',
    looser: 'any value more, or another',
    cases: [
      oneWay({ tenant: { claim: 'org', in: ['acme'] } }, { tenant: { claim: 'org', in: ['acme', 'beta'] } }),
      ofTenants({ claim: 'org', in: ['acme'] }, { claim: 'org', in: ['beta'] }),
    ],
  },
  'identity.tenant.map': {
    told: 'order',
    looser: 'any value more, or another tenant',
    cases: [ofTenants({ claim: 'hd', map: { 'acme.com': 'acme' } }, { claim: 'hd', map: { 'acme.com': 'beta' } })],
  },
  'identity.roles': {
    told: 'order',
    looser: 'any grant more',
    cases: [oneWay({}, { roles: [...PROVIDER.roles, { group: 'Drivers', grant: ['driver'] }] })],
  },
  'identity.roles.group': other('any other', { roles: [{ group: 'Staff', grant: ['driver'] }] }),
  'identity.roles.claim': other('any other', { roles: [{ claim: 'job', is: 'driver', grant: ['driver'] }] }),
  'identity.roles.is': {
    told: 'order',
    looser: 'any value more, or another',
    cases: [
      ofRoles({ claim: 'job', is: 'driver', grant: ['driver'] }, { claim: 'job', is: 'boss', grant: ['driver'] }),
      oneWay(
        { roles: [{ claim: 'job', is: ['driver'], grant: ['driver'] }] },
        { roles: [{ claim: 'job', is: ['driver', 'boss'], grant: ['driver'] }] },
      ),
    ],
  },
  'identity.roles.anyone': other('any other', { roles: [{ anyone: true, grant: ['driver'] }] }),
  'identity.roles.grant': {
    told: 'order',
    looser: 'any role more',
    cases: [oneWay({}, { roles: [{ group: 'Owners', grant: ['driver', 'owner'] }] })],
  },
  'identity.window': {
    told: 'order',
    looser: 'any → none: people stay as long as the rules let a session live',
    cases: [oneWay({ window: { notAfter: 'until' } }, {})],
  },
  'identity.window.notBefore': {
    told: 'order',
    looser: 'any → none; another claim is looser',
    cases: [oneWay({ window: { notBefore: 'from', notAfter: 'until' } }, { window: { notAfter: 'until' } })],
  },
  'identity.window.notAfter': {
    told: 'order',
    looser: 'any → none; another claim is looser',
    cases: [oneWay({ window: { notBefore: 'from', notAfter: 'until' } }, { window: { notBefore: 'from' } })],
  },
  'identity.stepUp': {
    told: 'order',
    looser: 'none → any: step-up routes open to its sessions',
    cases: [oneWay({}, { stepUp: { amr: ['otp'] } })],
  },
  'identity.stepUp.acr': {
    told: 'order',
    looser: 'any value more',
    cases: [oneWay({ stepUp: { acr: 'phr' } }, { stepUp: { acr: ['phr', 'mfa'] } })],
  },
  'identity.stepUp.amr': {
    told: 'order',
    looser: 'any method more',
    cases: [oneWay({ stepUp: { amr: ['hwk'] } }, { stepUp: { amr: ['hwk', 'swk'] } })],
  },
  'identity.stepUp.request': {
    told: 'neither',
    looser: 'neutral: what is asked for proves nothing',
    cases: [
      [
        'identity',
        provider({ stepUp: { acr: 'c1' } }),
        provider({ stepUp: { acr: 'c1', request: 'acrs' } }),
        NEUTRAL,
        NEUTRAL,
      ],
    ],
  },
  'identity.signals': {
    told: 'order',
    looser: 'any signal less: people who have left stay longer',
    cases: [oneWay({ signals: { universalLogout: true } }, {})],
  },
  'identity.signals.scim': {
    told: 'order',
    looser: 'any change: with it, the holder of its token writes the directory; without it, people who have left stay',
    cases: [
      both({ signals: { scim: 'OKTA_SCIM' } }, {}),
      both({ signals: { scim: 'OKTA_SCIM' } }, { signals: { scim: 'OTHER_SCIM' } }),
    ],
  },
  'identity.signals.universalLogout': lessIsLooser({ universalLogout: true }),
  'identity.signals.backchannelLogout': lessIsLooser({ backchannelLogout: true }),
  'identity.signals.events': lessIsLooser({ events: true }),
  'identity.signals.events.audience': {
    told: 'order',
    looser: 'any other',
    cases: [both({ signals: { events: { audience: 'a' } } }, { signals: { events: { audience: 'b' } } })],
  },
  tenantIdentity: {
    told: 'order',
    looser: 'none → any: tenants sign their people in by providers of their own',
    cases: [loosens('tenantIdentity', undefined, TENANTS)],
  },
  'tenantIdentity.issuers': moreOfTenants('any more', { issuers: ['https://*.okta.com', 'https://idp.example.com'] }),
  'tenantIdentity.endpoints': moreOfTenants('any more', { endpoints: ['https://oauth2.example.com'] }),
  'tenantIdentity.grant': moreOfTenants('any role more', { grant: ['driver', 'owner'] }),
  'tenantIdentity.stepUp': moreOfTenants('none → any', { stepUp: { amr: ['otp'] } }),
  'tenantIdentity.stepUp.acr': {
    told: 'order',
    looser: 'any value more',
    cases: [ofTenantsOwn({ stepUp: { acr: 'phr' } }, { stepUp: { acr: ['phr', 'mfa'] } })],
  },
  'tenantIdentity.stepUp.amr': {
    told: 'order',
    looser: 'any method more',
    cases: [ofTenantsOwn({ stepUp: { amr: ['hwk'] } }, { stepUp: { amr: ['hwk', 'swk'] } })],
  },
  'tenantIdentity.signals': {
    told: 'order',
    looser: 'any signal less: people who have left stay longer',
    cases: [ofTenantsOwn({ signals: { universalLogout: true } }, {})],
  },
  'tenantIdentity.signals.universalLogout': lessOfTenants({ universalLogout: true }),
  'tenantIdentity.signals.backchannelLogout': lessOfTenants({ backchannelLogout: true }),
  'tenantIdentity.signals.events': lessOfTenants({ events: true }),
  'tenantIdentity.signals.events.audience': {
    told: 'order',
    looser: 'any other',
    cases: [
      differs(
        'tenantIdentity',
        { ...TENANTS, signals: { events: { audience: 'a' } } },
        { ...TENANTS, signals: { events: { audience: 'b' } } },
      ),
    ],
  },
  'tenantIdentity.keys': {
    told: 'order',
    looser: 'any other',
    cases: [differs('tenantIdentity', TENANTS, { ...TENANTS, keys: 'OTHER_KEYS' })],
  },
  issuers: {
    told: 'order',
    looser: 'by their keys below; one more signs more people in',
    cases: [loosens('issuers.other', undefined, { ...ISSUER, issuer: 'https://other.example.com' })],
  },
  'issuers.issuer': { told: 'order', looser: 'any other', cases: [ofIssuer({}, { issuer: 'login' })] },
  'issuers.keys': { told: 'order', looser: 'any other', cases: [ofIssuer({}, { keys: 'OTHER_KEYS' })] },
  'issuers.keys.jwks': {
    told: 'order',
    looser: 'any other',
    cases: [ofIssuer({ keys: published('a', 'EdDSA') }, { keys: published('b', 'EdDSA') })],
  },
  'issuers.keys.alg': {
    told: 'order',
    looser: 'any other',
    cases: [ofIssuer({ keys: published('a', 'EdDSA') }, { keys: published('a', 'ES256') })],
  },
  'issuers.roles': {
    told: 'order',
    looser: 'any role more',
    cases: [loosens('issuers', issuer({}), issuer({ roles: ['driver', 'owner'] }))],
  },
  'issuers.tenants': {
    told: 'order',
    looser: 'any tenant more; `any`',
    cases: [
      loosens('issuers', issuer({}), issuer({ tenants: ['acme', 'beta'] })),
      loosens('issuers', issuer({}), issuer({ tenants: 'any' })),
    ],
  },
  'issuers.bearer': {
    told: 'order',
    looser: '`false` → `true`',
    cases: [loosens('issuers', issuer({}), issuer({ bearer: true }))],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;

function provider(changes: object): object {
  return { okta: { ...PROVIDER, ...changes } };
}

function issuer(changes: object): object {
  return { login: { ...ISSUER, ...changes } };
}

function published(name: string, alg: string): object {
  return { jwks: `https://login.example.com/${name}.json`, alg };
}

function both(old: object, next: object): KeyCase {
  return differs('identity', provider(old), provider(next));
}

function oneWay(old: object, next: object): KeyCase {
  return loosens('identity', provider(old), provider(next));
}

function ofTenants(old: object, next: object): KeyCase {
  return both({ tenant: old }, { tenant: next });
}

function ofRoles(old: object, next: object): KeyCase {
  return both({ roles: [old] }, { roles: [next] });
}

function ofIssuer(old: object, next: object): KeyCase {
  return differs('issuers', issuer(old), issuer(next));
}

function other(looser: string, next: object): KeyOrder {
  return { told: 'order', looser, cases: [both({}, next)] };
}

function lessIsLooser(signals: object): KeyOrder {
  return { told: 'order', looser: '`true` → `false`', cases: [oneWay({ signals }, {})] };
}

function ofTenantsOwn(old: object, next: object): KeyCase {
  return loosens('tenantIdentity', { ...TENANTS, ...old }, { ...TENANTS, ...next });
}

function moreOfTenants(looser: string, next: object): KeyOrder {
  return { told: 'order', looser, cases: [ofTenantsOwn({}, next)] };
}

function lessOfTenants(signals: object): KeyOrder {
  return { told: 'order', looser: '`true` → `false`', cases: [ofTenantsOwn({ signals }, {})] };
}
