import { BASE, differs, type KeyOrder, loosens, NEUTRAL } from './case.ts';

const BOUND = { service: 'OTHER', keys: 'ORIGIN_OTHER_KEYS', context: 'HS256' };

/** Keys of `origins`. */
export const ORIGIN_ORDERS = {
  origins: {
    told: 'order',
    looser: 'by their keys below; one more, with what it `may`',
    cases: [
      ['origins.third', undefined, { ...BASE.origins.other, keys: 'ORIGIN_THIRD_KEYS' }, NEUTRAL, NEUTRAL],
      loosens('origins.third', undefined, { ...BASE.origins.other, keys: 'ORIGIN_THIRD_KEYS', may: ['revoke'] }),
    ],
  },
  'origins.url': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.url', 'https://origin.example.com', 'https://elsewhere.example.com')],
  },
  'origins.service': {
    told: 'order',
    looser: 'any other',
    cases: [
      differs('origins.other', BASE.origins.other, { service: 'OTHER', keys: 'ORIGIN_OTHER_KEYS', context: 'HS256' }),
    ],
  },
  'origins.host': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.other', BOUND, { ...BOUND, host: 'public' })],
  },
  'origins.network': {
    told: 'order',
    looser: '`public` → `private`',
    cases: [loosens('origins.app.network', undefined, 'private')],
  },
  'origins.certificate': {
    told: 'order',
    looser: 'none, or any other',
    cases: [loosens('origins.app.certificate', 'MINE', undefined), differs('origins.app.certificate', 'MINE', 'OTHER')],
  },
  'origins.identity': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.identity', undefined, { user: 'X-User' })],
  },
  'origins.identity.user': identity({ user: 'X-User' }, { user: 'Remote-User' }),
  'origins.identity.tenant': identity({ user: 'X-User' }, { user: 'X-User', tenant: 'X-Tenant' }),
  'origins.identity.roles': identity({ user: 'X-User' }, { user: 'X-User', roles: 'X-Roles' }),
  'origins.identity.session': identity({ user: 'X-User' }, { user: 'X-User', session: 'X-Session' }),
  'origins.headers': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.headers', undefined, { set: { 'X-Team': 'a' } })],
  },
  'origins.headers.set': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.headers', { set: { 'X-Team': 'a' } }, { set: { 'X-Team': 'b' } })],
  },
  'origins.headers.set.secret': {
    told: 'order',
    looser: 'any other',
    cases: [
      differs('origins.app.headers', { set: { 'X-Team': { secret: 'A' } } }, { set: { 'X-Team': { secret: 'B' } } }),
    ],
  },
  'origins.headers.remove': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.headers', { remove: ['Origin'] }, { remove: ['Origin', 'Referer'] })],
  },
  'origins.path': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.path', undefined, { add: '/v2' })],
  },
  'origins.path.strip': {
    told: 'order',
    looser: 'any other',
    cases: [
      differs(
        'origins.other',
        { ...BASE.origins.other, path: { strip: '/a' } },
        { ...BASE.origins.other, path: { strip: '/b' } },
      ),
    ],
  },
  'origins.path.add': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.path', { add: '/v1' }, { add: '/v2' })],
  },
  'origins.forwarded': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.forwarded', undefined, true)],
  },
  'origins.keys': {
    told: 'order',
    looser: 'any other',
    cases: [differs('origins.app.keys', 'ORIGIN_APP_KEYS', 'ORIGIN_NEW_KEYS')],
  },
  'origins.context': {
    told: 'order',
    looser: '`EdDSA` → `HS256`: the app could make its own contexts',
    cases: [loosens('origins.app.context', 'EdDSA', 'HS256')],
  },
  'origins.timeout': { told: 'order', looser: 'longer', cases: [loosens('origins.app.timeout', undefined, '5m')] },
  'origins.may': {
    told: 'order',
    looser: 'any grant more',
    cases: [loosens('origins.app.may', [], ['revoke']), differs('origins.app.may', ['revoke'], ['tenant-policy'])],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;

function identity(old: object, next: object): KeyOrder {
  return { told: 'order', looser: 'any other', cases: [differs('origins.app.identity', old, next)] };
}
