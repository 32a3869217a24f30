import { z } from 'zod';
import type { Entry } from '../../entry.ts';
import { HIGHEST_ASN } from './highest-asn.ts';

export const schema = {
  asns: z
    .array(z.number().meta({ type: 'integer', minimum: 1, maximum: HIGHEST_ASN }))
    .meta({ minItems: 1, uniqueItems: true })
    .describe('Networks that may come, by the number of their autonomous system.')
    .optional(),
};

export type AsnsEntry = Entry<typeof schema>;
