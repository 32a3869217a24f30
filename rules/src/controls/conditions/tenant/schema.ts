import { z } from 'zod';
import type { Entry } from '../../entry.ts';

export const schema = {
  tenant: z
    .enum(['required', 'optional'])
    .describe('required: only on hosts that name the tenant. Default: optional.')
    .optional(),
};

export type TenantEntry = Entry<typeof schema>;
