import type { ConditionModule } from '../module.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** Only at hosts that name the tenant. */
export const tenant = {
  schema,
  documentation: {
    tenant: '`required`: only on a host that names the tenant. `optional` adds nothing',
  },
  examples: {},
  compile,
  unstated,
  stated: (value) => (value.tenant === 'required' ? ['tenant'] : []),
  fact: null,
  explain,
  diff,
  advise: null,
  shows: { tenant_missing: 'tenant' },
} satisfies ConditionModule<'tenant'>;
