import {
  behind,
  CLOSED_AND_TIGHTENED,
  differs,
  type KeyCase,
  type KeyOrder,
  LOOSENED_AND_NEUTRAL,
  loosens,
  NEUTRAL,
  NONE,
  OPENED_AND_LOOSENED,
  opens,
  TIGHTENED_AND_NEUTRAL,
} from './case.ts';
import { IDENTITY_ORDERS } from './identity.ts';
import { ORIGIN_ORDERS } from './origins.ts';
import { PAGES_ORDERS } from './pages.ts';

/** Keys of the file. */
export const GATEWAY_ORDERS = {
  version: { told: 'neither', looser: 'there is one version', cases: [] },
  gateway: {
    told: 'order',
    looser: 'any other: tokens for the other id are good from then on',
    cases: [differs('gateway', 'acme-edge', 'other-edge')],
  },
  hosts: {
    told: 'access',
    looser: 'hosts, and the sessions of which tenants pass there',
    cases: [opens('hosts.2', undefined, 'b.example.com'), opens('hosts.0', undefined, '{tenant}.b.example.com')],
  },
  clientAddress: {
    told: 'order',
    looser: 'any other source',
    cases: [differs('clientAddress', 'cloudflare', behind('X-Forwarded-For', '10.0.0.0/8'))],
  },
  'clientAddress.header': {
    told: 'order',
    looser: 'any other header',
    cases: [differs('clientAddress', behind('X-Forwarded-For', '10.0.0.0/8'), behind('X-Real-Ip', '10.0.0.0/8'))],
  },
  'clientAddress.trustedProxies': {
    told: 'order',
    looser: 'any address more',
    cases: [
      loosens('clientAddress', behind('X-Forwarded-For', '10.0.0.0/9'), behind('X-Forwarded-For', '10.0.0.0/8')),
      differs('clientAddress', behind('X-Forwarded-For', '10.0.0.0/8'), behind('X-Forwarded-For', '10.0.0.0/9', '::1')),
    ],
  },
  roles: {
    told: 'both',
    looser: 'any role more: routes for `any` open to it, and apps see it',
    cases: [
      // Some of the gateway's own endpoints are for any role.
      ['roles', ['owner', 'reader'], ['owner', 'reader', 'driver'], OPENED_AND_LOOSENED, CLOSED_AND_TIGHTENED],
      ['roles.2', 'driver', 'guest', ['opened', 'closed', 'loosened'], ['opened', 'closed', 'loosened']],
    ],
  },
  addresses: {
    told: 'access',
    looser: 'clients, where a route or `deny` names the list',
    cases: [
      [
        'routes.0.access.addresses',
        ['office'],
        ['office', 'depot'],
        // Denied everywhere.
        NONE,
        NONE,
      ],
      opens('addresses.depot', ['198.51.100.0/24'], ['198.51.100.0/25']),
    ],
  },
  'addresses.file': {
    told: 'access',
    looser: 'clients, as if the file stood in the rules',
    cases: [opens('addresses.depot', { file: 'depot.txt' }, ['198.51.100.0/25'])],
  },
  limits: {
    told: 'order',
    looser: 'definitions by their keys below; one that no route names is neutral',
    cases: [
      ['limits.spare', undefined, { quota: '5 per 1m', by: ['user'] }, NEUTRAL, NEUTRAL],
      ['limits.spare.quota', '5 per 1m', '50 per 1m', NEUTRAL, NEUTRAL],
    ],
  },
  'limits.quota': {
    told: 'order',
    looser: 'where any window of the old length may hold more than before',
    cases: [
      loosens('limits.person.quota', '100 per 1m', '101 per 1m'),
      loosens('limits.person.quota', '100 per 1m', '100 per 30s'),
      // An hour's quota may come within a minute, and the other way round.
      loosens('limits.person.quota', '5 per 1m', '300 per 1h'),
      loosens('limits.person.quota', '100 per 1h', '100 per 1m'),
      differs('limits.person.quota', '10 per 1m', '60 per 10m'),
    ],
  },
  'limits.by': {
    told: 'order',
    looser: 'any part more or another one: fewer requests are counted together',
    cases: [
      loosens('limits.person.by', ['user'], ['user', 'address']),
      differs('limits.person.by', ['user'], ['address']),
    ],
  },
  'limits.ipv6PrefixLength': {
    told: 'order',
    looser: 'longer: fewer addresses are counted together',
    cases: [loosens('limits.client.ipv6PrefixLength', 56, undefined)],
  },
  'limits.counting': {
    told: 'order',
    looser: '`exact` → `leased`: shared state is asked less often',
    cases: [loosens('limits.person.counting', 'exact', 'leased')],
  },
  'limits.count': {
    told: 'order',
    looser: '`all` → `failures`',
    cases: [loosens('limits.entry.count', undefined, 'failures')],
  },
  ...ORIGIN_ORDERS,
  session: { told: 'order', looser: 'by its keys', cases: [loosens('session', undefined, { lifetime: '8h' })] },
  'session.lifetime': {
    told: 'order',
    looser: 'longer',
    cases: [loosens('session', { lifetime: '8h' }, { lifetime: '720h' })],
  },
  'session.renew': {
    told: 'order',
    looser: 'none → any; then by its keys',
    cases: [loosens('session', { lifetime: '10m' }, { lifetime: '10m', renew: {} })],
  },
  'session.renew.idle': { told: 'order', looser: 'longer', cases: [renews({ idle: '1h' }, { idle: '2h' })] },
  'session.renew.absolute': {
    told: 'order',
    looser: 'longer',
    cases: [renews({ absolute: '12h' }, { absolute: '24h' })],
  },
  'session.renew.grace': { told: 'order', looser: 'longer', cases: [renews({ grace: '10s' }, { grace: '30s' })] },
  'session.renew.recheck': {
    told: 'order',
    looser: 'longer, or none',
    cases: [renews({ recheck: '10m' }, { recheck: '1h' }), renews({ recheck: '10m' }, {})],
  },
  'session.renew.device': {
    told: 'order',
    looser: '`required` → `preferred` → `off`',
    cases: [renews({ device: 'required' }, { device: 'preferred' }), renews({ device: 'preferred' }, {})],
  },
  tokens: {
    told: 'order',
    looser: 'none → any; then by its keys',
    cases: [loosens('tokens', undefined, { roles: ['owner'] })],
  },
  'tokens.roles': {
    told: 'order',
    looser: 'any role more',
    cases: [loosens('tokens', { roles: ['owner'] }, { roles: ['owner', 'driver'] })],
  },
  'tokens.lifetime': {
    told: 'order',
    looser: 'longer',
    cases: [loosens('tokens', { roles: ['owner'], lifetime: '30d' }, { roles: ['owner'] })],
  },
  state: { told: 'order', looser: 'by its keys', cases: [loosens('state', undefined, { deadline: '100ms' })] },
  'state.deadline': {
    told: 'order',
    looser: 'shorter: routes that are `stale` or `open` then pass by what was known, or by nothing, more often',
    cases: [loosens('state', { deadline: '2s' }, { deadline: '250ms' })],
  },
  hsts: {
    told: 'order',
    looser: 'by its keys; then `origin`, then `none`',
    cases: [loosens('hsts', undefined, 'origin'), loosens('hsts', 'origin', 'none')],
  },
  'hsts.maxAge': { told: 'order', looser: 'shorter', cases: [loosens('hsts', undefined, { maxAge: '5m' })] },
  'hsts.includeSubDomains': {
    told: 'order',
    looser: '`true` → `false`',
    cases: [loosens('hsts', undefined, { includeSubDomains: false })],
  },
  'hsts.preload': { told: 'order', looser: '`true` → `false`', cases: [loosens('hsts', { preload: true }, undefined)] },
  signIn: {
    told: 'order',
    looser: 'more hosts at which a provider signs people in; where it does already, neutral',
    cases: [['signIn', undefined, 'okta', LOOSENED_AND_NEUTRAL, TIGHTENED_AND_NEUTRAL]],
  },
  deny: { told: 'access', looser: 'clients', cases: [opens('deny', { addresses: ['depot'] }, undefined)] },
  'deny.addresses': {
    told: 'access',
    looser: 'clients',
    cases: [opens('deny.addresses', ['office', 'depot'], ['depot'])],
  },
  ...PAGES_ORDERS,
  ...IDENTITY_ORDERS,
  development: {
    told: 'neither',
    looser: 'neutral: production never reads it',
    cases: [['development', undefined, { hosts: ['localhost:8787'] }, NEUTRAL, NEUTRAL]],
  },
  'development.hosts': {
    told: 'neither',
    looser: 'neutral',
    cases: [['development', { hosts: ['localhost:8787'] }, { hosts: ['localhost:8788'] }, NEUTRAL, NEUTRAL]],
  },
  'development.origins': {
    told: 'neither',
    looser: 'neutral',
    cases: [
      [
        'development',
        { hosts: ['localhost:8787'] },
        { hosts: ['localhost:8787'], origins: { app: 'http://localhost:3000' } },
        NEUTRAL,
        NEUTRAL,
      ],
    ],
  },
  'development.identity': {
    told: 'neither',
    looser: 'neutral',
    cases: [inDevelopment({ identity: { okta: 'http://localhost:9000' } })],
  },
  'development.issuers': {
    told: 'neither',
    looser: 'neutral',
    cases: [inDevelopment({ issuers: { login: 'http://localhost:9000/keys' } })],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;

function renews(old: object, next: object): KeyCase {
  return loosens('session', { lifetime: '10m', renew: old }, { lifetime: '10m', renew: next });
}

function inDevelopment(more: object): KeyCase {
  const hosts = ['localhost:8787'];
  return ['development', { hosts }, { hosts, ...more }, NEUTRAL, NEUTRAL];
}
