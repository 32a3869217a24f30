import type { DiffCondition } from '../module.ts';

export const diff: DiffCondition<'tenant'> = {
  words: ({ tenant }) => (tenant === 'required' ? 'at hosts that name the tenant' : null),
  axis: { of: 'host', passesWithoutTenant: ({ tenant }) => tenant !== 'required' },
};
