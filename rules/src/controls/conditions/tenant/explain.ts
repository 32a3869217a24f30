import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'tenant'> = {
  passed: ({ tenant }) => (tenant === 'required' ? [{ part: 'tenant', text: 'the host names the tenant' }] : []),
  refusals: {
    tenant_missing: { text: 'the host names no tenant', passes: () => 'at a host that names the tenant' },
  },
};
