import { z } from 'zod';
import { conditionsSchema } from '../../controls/conditions/index.ts';
import { accessSchema } from '../../controls/index.ts';

/** Who may pass a route. */
export const access = z
  .union([
    z.literal('public').describe('Anyone, signed in or not.'),
    z
      .strictObject({
        public: z.literal(true).describe('Anyone, signed in or not, under the conditions beside it.').optional(),
        ...accessSchema,
        ...conditionsSchema,
      })
      .meta({ anyOf: [{ required: ['public'] }, { required: ['roles'] }] }),
  ])
  .describe('Who may pass: public, or a map with roles and conditions.');

export type AccessEntry = z.infer<typeof access>;
export type AccessMap = Exclude<AccessEntry, string>;
