import type { ConditionModule } from '../module.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** Networks, one of which must be the client's. */
export const asns = {
  schema,
  documentation: {
    asns: "numbers of autonomous systems, one of which must be the client's",
  },
  examples: { 'asns entry': 'a number without "AS", such as 64496' },
  compile,
  unstated,
  stated: (value) => (value.asns === null ? [] : ['asns']),
  fact: 'asn',
  explain,
  diff,
  advise: null,
  shows: { asn_not_listed: 'asns' },
} satisfies ConditionModule<'asns'>;
