import { CONTEXT_HEADER } from '../../context/names.ts';
import { CLIENT_ADDRESS } from '../good-claims.ts';
import type { Recipe } from './bench.ts';

/** Requests without a context, with more than one, or with one under another name. */
export const WRONG_HEADERS: readonly Recipe[] = [
  {
    name: 'missing',
    check: 'presence',
    what: 'a request without a context',
    needs: 'nothing',
    make: () => [],
  },
  {
    name: 'forwarding_headers_alone',
    check: 'presence',
    what: 'a request with forwarding headers and without a context',
    needs: 'nothing',
    make: ({ forwarding, request: { host } }) => [
      ...forwarding,
      ['forwarded', `for=${CLIENT_ADDRESS};host="${host}";proto=https`],
      ['via', '1.1 portcullis'],
    ],
  },
  {
    name: 'role_cookie_alone',
    check: 'presence',
    what: 'a request with a role cookie and without a context',
    needs: 'nothing',
    make: ({ forwarding, roleCookie }) => [...forwarding, ['cookie', `__Host-role=${roleCookie}`]],
  },
  {
    name: 'empty',
    check: 'presence',
    what: 'an empty context',
    needs: 'nothing',
    make: ({ carrying }) => carrying(''),
  },
  {
    name: 'doubled_same',
    check: 'duplicate',
    what: 'the same context twice',
    make: async ({ carrying, signed }) => {
      const token = await signed();
      return carrying(token, token);
    },
  },
  {
    name: 'doubled_good_first',
    check: 'duplicate',
    what: 'a good context and a forged one behind it',
    make: async ({ carrying, signed, forged }) => carrying(await signed(), await forged()),
  },
  {
    name: 'doubled_good_last',
    check: 'duplicate',
    what: 'a good context and a forged one before it',
    make: async ({ carrying, signed, forged }) => carrying(await forged(), await signed()),
  },
  {
    name: 'joined',
    check: 'duplicate',
    what: 'a good context and a forged one with a comma between',
    make: async ({ carrying, signed, forged }) => carrying(`${await signed()}, ${await forged()}`),
  },
  alias('alias_underscore', 'Portcullis_Context'),
  alias('alias_dot', 'Portcullis.Context'),
  {
    name: 'alias_beside',
    check: 'alias',
    what: 'a good context, and another one under the name Portcullis_Context',
    make: async ({ carrying, signed, forged }) => [...carrying(await signed()), ['Portcullis_Context', await forged()]],
  },
];

function alias(name: string, header: string): Recipe {
  return {
    name,
    check: 'alias',
    what: `a good context under the name ${header}`,
    make: async ({ carrying, signed }) =>
      carrying(await signed()).map(([field, value]) => [field === CONTEXT_HEADER ? header : field, value]),
  };
}
