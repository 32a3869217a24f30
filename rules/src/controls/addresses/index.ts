import { NO_ADVICE } from '../advice.ts';
import type { AccessControlModule } from '../module.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** The route's address lists. */
export const addresses = {
  observes: "The route's address lists.",
  documentation: {
    observed: "clients outside the route's lists",
    what: 'lists, one of which must contain the client',
    default: 'any address',
  },
  isPresent: (access) => access.addresses !== null,
  schema,
  compile,
  explain,
  diff,
  advice: NO_ADVICE,
  replay: {
    facts: ({ addresses }) => (addresses === null ? [] : ['address']),
    without: (access, missing) => (missing.includes('address') ? { ...access, addresses: null } : access),
  },
  coverage: {
    asks: 'refuses an address that is on no list',
    items: ({ access }) =>
      access.addresses === null
        ? []
        : [{ key: 'addresses', does: 'refuses an address that is on no list', part: 'addresses' }],
    shows: ({ reason }) => (reason === 'address_not_listed' ? ['addresses'] : []),
  },
} satisfies AccessControlModule<'addresses'>;
