import { z } from 'zod';
import type { Entry } from '../../entry.ts';
import { HIGHEST_ASN } from './highest-asn.ts';

export const schema = {
  asns: z
    .array(z.number().meta({ type: 'integer', minimum: 1, maximum: HIGHEST_ASN }))
    .meta({ minItems: 1, uniqueItems: true })
    .describe("Numbers of autonomous systems, one of which must be the client's.")
    .optional(),
};

export type AsnsEntry = Entry<typeof schema>;
