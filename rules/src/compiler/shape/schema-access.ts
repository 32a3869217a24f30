import { z } from 'zod';
import { conditionsSchema } from '../../controls/conditions/index.ts';
import { duration, method, name, texts } from '../texts/index.ts';

const stepUp = z
  .strictObject({
    within: duration.describe('Longest time since the visitor proved who they are, 10s to 30d.'),
    methods: texts(
      method,
      'Ways of proving it (RFC 8176), one of which must have been used. Without it, any second factor.',
    ).optional(),
  })
  .describe('A fresh proof of who the visitor is.');

/** Who may pass a route. */
export const access = z
  .union([
    z.literal('public').describe('Anyone, signed in or not.'),
    z
      .strictObject({
        public: z.literal(true).describe('Anyone, signed in or not, under the conditions beside it.').optional(),
        roles: z
          .union([
            z.literal('any').describe('Every role that the rules declare.'),
            texts(name, 'Roles, any one of which opens.'),
          ])
          .describe('Who may pass: any, or a list of roles.')
          .optional(),
        addresses: texts(name, 'Names of address lists, one of which must hold the client.').optional(),
        stepUp: stepUp.optional(),
        actAs: z
          .enum(['allowed', 'read-only', 'never'])
          .describe("For sessions in another user's name. Without it, read-only.")
          .optional(),
        ...conditionsSchema,
      })
      .meta({ anyOf: [{ required: ['public'] }, { required: ['roles'] }] }),
  ])
  .describe('Who may pass: public, or a map with roles and conditions.');

export type AccessEntry = z.infer<typeof access>;
export type AccessMap = Exclude<AccessEntry, string>;
