import { z } from 'zod';
import { type ConditionKey, conditionsSchema } from '../../controls/conditions/index.ts';
import { type AccessControl, accessSchema, type ExactShape } from '../../controls/index.ts';
import { CREDENTIALS } from '../../policy/index.ts';

/** A key that is accepted and not read would leave a route more open than it looks. */
const readByControls: ExactShape<'public' | 'credentials' | AccessControl | ConditionKey> = (shape) => shape;

/** Who may pass a route. */
export const access = z
  .union([
    z.literal('public').describe('Anyone, signed in or not.'),
    z
      .strictObject(
        readByControls({
          public: z.literal(true).describe('Anyone, signed in or not, under the conditions beside it.').optional(),
          ...accessSchema,
          credentials: z
            .array(z.enum(CREDENTIALS))
            .meta({ minItems: 1, uniqueItems: true })
            .describe('What visitors may show: session (the cookie), token (of a machine). Default: session.')
            .optional(),
          ...conditionsSchema,
        }),
      )
      .meta({ anyOf: [{ required: ['public'] }, { required: ['roles'] }] }),
  ])
  .describe('Who may pass: public, or a map with roles and conditions.');

export type AccessEntry = z.infer<typeof access>;
export type AccessMap = Exclude<AccessEntry, string>;
