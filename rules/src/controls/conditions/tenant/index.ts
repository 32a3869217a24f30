import type { ConditionModule } from '../module.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { schema } from './schema.ts';

/** Only at hosts that name the tenant. */
export const tenant = {
  schema,
  examples: {},
  compile,
  unstated,
  stated: (value) => (value.tenant === 'required' ? ['tenant'] : []),
  fact: null,
  explain: {
    passed: (value) => (value.tenant === 'required' ? [{ part: 'tenant', text: 'the host names the tenant' }] : []),
    wouldPass: { tenant_missing: () => 'at a host that names the tenant' },
  },
  diff,
  shows: { tenant_missing: 'tenant' },
} satisfies ConditionModule<'tenant'>;
