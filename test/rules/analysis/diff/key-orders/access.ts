import { type KeyOrder, opens, roles } from './case.ts';

/** Keys of who may pass. */
export const ACCESS_ORDERS = {
  'routes.access': {
    told: 'access',
    looser: 'visitors',
    cases: [opens('routes.1.access', roles({}), 'public')],
  },
  'routes.access.public': {
    told: 'access',
    looser: 'visitors',
    cases: [opens('routes.1.access', roles({ countries: ['DE'] }), { public: true, countries: ['DE'] })],
  },
  'routes.access.roles': {
    told: 'access',
    looser: 'roles',
    cases: [
      opens('routes.0.access.roles', ['owner'], ['owner', 'reader']),
      opens('routes.0.access.roles', ['owner'], 'any'),
    ],
  },
  'routes.access.credentials': {
    told: 'access',
    looser: 'tokens, sessions',
    cases: [
      opens('routes.0.access', roles({}), roles({ credentials: ['session', 'token'] })),
      opens('routes.0.access', roles({ credentials: ['token'] }), roles({ credentials: ['session', 'token'] })),
    ],
  },
  'routes.access.addresses': {
    told: 'access',
    looser: 'clients',
    cases: [opens('routes.0.access', roles({ addresses: ['office'] }), roles({}))],
  },
  'routes.access.stepUp': {
    told: 'access',
    looser: 'sessions',
    cases: [opens('routes.0.access', roles({ stepUp: { within: '15m', methods: ['otp'] } }), roles({}))],
  },
  'routes.access.stepUp.within': {
    told: 'access',
    looser: 'the age of the proof',
    cases: [opens('routes.0.access', roles({ stepUp: { within: '15m' } }), roles({ stepUp: { within: '1h' } }))],
  },
  'routes.access.stepUp.methods': {
    told: 'access',
    looser: 'methods of the proof',
    cases: [
      opens(
        'routes.0.access',
        roles({ stepUp: { within: '15m', methods: ['hwk'] } }),
        roles({ stepUp: { within: '15m', methods: ['hwk', 'otp'] } }),
      ),
    ],
  },
  'routes.access.actAs': {
    told: 'access',
    looser: "sessions in another user's name, and their methods",
    cases: [
      opens('routes.0.access', roles({ actAs: 'never' }), roles({})),
      opens('routes.0.access', roles({}), roles({ actAs: 'allowed' })),
    ],
  },
  'routes.access.tenant': {
    told: 'access',
    looser: 'hosts',
    cases: [opens('routes.0.access', roles({ tenant: 'required' }), roles({}))],
  },
  'routes.access.tls': {
    told: 'access',
    looser: 'versions of TLS',
    cases: [opens('routes.0.access', roles({ tls: '1.3' }), roles({ tls: '1.2' }))],
  },
  'routes.access.countries': {
    told: 'access',
    looser: 'countries',
    cases: [opens('routes.0.access', roles({ countries: ['DE'] }), roles({ countries: ['AT', 'DE'] }))],
  },
  'routes.access.asns': {
    told: 'access',
    looser: 'networks',
    cases: [opens('routes.0.access', roles({ asns: [64496] }), roles({}))],
  },
  'routes.access.times': {
    told: 'access',
    looser: 'moments',
    cases: [
      opens(
        'routes.0.access',
        roles({ times: ['mon-fri 08:00-18:00 UTC'] }),
        roles({ times: ['mon-sat 08:00-18:00 UTC'] }),
      ),
    ],
  },
  'routes.access.from': {
    told: 'access',
    looser: 'moments',
    cases: [opens('routes.0.access', roles({ from: '2026-12-01T08:00Z' }), roles({}))],
  },
  'routes.access.until': {
    told: 'access',
    looser: 'moments',
    cases: [opens('routes.0.access', roles({ until: '2026-12-01T08:00Z' }), roles({ until: '2026-12-01T09:00Z' }))],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;
