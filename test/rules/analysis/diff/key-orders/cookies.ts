import { differs, type KeyOrder, loosens, NONE } from './case.ts';

const prefix = (prefixes: object | undefined): unknown => (prefixes === undefined ? {} : { prefix: prefixes });

/** Keys of the cookies that apps set. */
export const COOKIES_ORDERS = {
  cookies: {
    told: 'order',
    looser: 'by its keys',
    cases: [loosens('cookies', undefined, { domain: 'keep' }), ['cookies', undefined, {}, NONE, NONE]],
  },
  'cookies.domain': {
    told: 'order',
    looser: '`host` → `keep`',
    cases: [loosens('cookies', { domain: 'host' }, { domain: 'keep' })],
  },
  'cookies.httpOnly': {
    told: 'order',
    looser: 'any cookie that scripts read from then on',
    cases: [
      loosens('cookies', { httpOnly: 'all' }, { httpOnly: ['a'] }),
      loosens('cookies', { httpOnly: ['a', 'b'] }, { httpOnly: ['a'] }),
      loosens('cookies', { httpOnly: ['a'] }, { httpOnly: 'origin' }),
      differs('cookies', { httpOnly: ['a'] }, { httpOnly: ['b'] }),
    ],
  },
  'cookies.httpOnly.except': {
    told: 'order',
    looser: 'any cookie more',
    cases: [
      loosens('cookies', { httpOnly: 'all' }, { httpOnly: { except: ['a'] } }),
      loosens('cookies', { httpOnly: { except: ['a'] } }, { httpOnly: { except: ['a', 'b'] } }),
      loosens('cookies', { httpOnly: { except: ['a'] } }, { httpOnly: ['b'] }),
      differs('cookies', { httpOnly: { except: ['a'] } }, { httpOnly: ['a'] }),
    ],
  },
  'cookies.sameSite': {
    told: 'order',
    looser: '`strict` → `lax` → `origin` → `none`',
    cases: [
      loosens('cookies', { sameSite: 'strict' }, { sameSite: 'lax' }),
      loosens('cookies', { sameSite: 'lax' }, undefined),
      loosens('cookies', { sameSite: 'origin' }, { sameSite: 'none' }),
    ],
  },
  'cookies.partitioned': {
    told: 'order',
    looser: '`true` → `false`',
    cases: [loosens('cookies', { partitioned: true }, undefined)],
  },
  'cookies.prefix': {
    told: 'order',
    looser: 'by its keys, for each cookie',
    cases: [loosens('cookies', prefix({ host: ['a'] }), prefix(undefined))],
  },
  'cookies.prefix.host': {
    told: 'order',
    looser: 'any cookie less',
    cases: [
      loosens('cookies', prefix({ host: ['a', 'b'] }), prefix({ host: ['b'] })),
      loosens('cookies', prefix({ host: ['a'] }), prefix({ secure: ['a'] })),
      differs('cookies', prefix({ host: ['a'] }), prefix({ host: ['b'] })),
    ],
  },
  'cookies.prefix.secure': {
    told: 'order',
    looser: 'any cookie less',
    cases: [loosens('cookies', prefix({ secure: ['a'] }), prefix(undefined))],
  },
  'routes.cookies': {
    told: 'order',
    looser: 'as `cookies`',
    cases: [loosens('routes.0.cookies', undefined, { domain: 'keep' })],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;
