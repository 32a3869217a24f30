import { z } from 'zod';
import { country, duration, method, moment, name, texts, times } from './schema-texts.ts';

const stepUp = z
  .strictObject({
    within: duration.describe('Longest time since the visitor proved who they are, 10s to 30d.'),
    methods: texts(
      method,
      'Ways of proving it (RFC 8176), one of which must have been used. Without it, any second factor.',
    ).optional(),
  })
  .describe('A fresh proof of who the visitor is.');

const conditions = {
  tenant: z
    .enum(['required', 'optional'])
    .describe('required: only on hosts that name the tenant. Without it, optional.')
    .optional(),
  tls: z.enum(['1.2', '1.3']).describe('Least version of TLS.').optional(),
  countries: texts(country, 'Countries that may come, as ISO 3166-1 codes of two letters.').optional(),
  asns: z
    .array(z.number().meta({ type: 'integer', minimum: 1, maximum: 4_294_967_295 }))
    .meta({ minItems: 1, uniqueItems: true })
    .describe('Networks that may come, by the number of their autonomous system.')
    .optional(),
  times: texts(
    times,
    'Windows of the week, in one of which a request must come: mon-fri 08:00-18:00 UTC+01:00.',
  ).optional(),
  from: moment.describe('Closed before this moment: 2026-12-01T08:00Z.').optional(),
  until: moment.describe('Closed from this moment on: 2026-12-31T18:00Z.').optional(),
};

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
        ...conditions,
      })
      .meta({ anyOf: [{ required: ['public'] }, { required: ['roles'] }] }),
  ])
  .describe('Who may pass: public, or a map with roles and conditions.');

export type AccessEntry = z.infer<typeof access>;
export type AccessMap = Exclude<AccessEntry, string>;
