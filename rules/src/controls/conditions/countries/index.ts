import type { ConditionModule } from '../module.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** Countries, one of which must be the client's. */
export const countries = {
  schema,
  documentation: {
    countries: "two-letter codes (ISO 3166-1), one of which must be the client's",
  },
  examples: { 'countries entry': 'a code of two letters, such as DE' },
  compile,
  unstated,
  stated: (value) => (value.countries === null ? [] : ['countries']),
  fact: 'country',
  explain,
  diff,
  advise: null,
  shows: { country_not_listed: 'countries' },
} satisfies ConditionModule<'countries'>;
