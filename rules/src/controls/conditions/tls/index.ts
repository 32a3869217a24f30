import type { ConditionModule } from '../module.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** The least version of TLS. */
export const tls = {
  schema,
  documentation: {
    tls: 'the minimum version: `"1.2"` or `"1.3"`, in quotes',
  },
  examples: { tls: '"1.2" or "1.3", in quotes' },
  compile,
  unstated,
  stated: ({ minTls }) => (minTls === null ? [] : ['tls']),
  fact: 'tls',
  explain,
  diff,
  advise: null,
  shows: { tls_too_old: 'tls' },
} satisfies ConditionModule<'tls'>;
