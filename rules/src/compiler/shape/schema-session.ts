import { z } from 'zod';
import { duration } from '../texts/index.ts';

/** Sessions: how long they live, and whether they renew. */
export const session = z
  .strictObject({
    lifetime: duration.describe('Longest life of a role cookie, and of a session that does not renew, 1m to 30d.'),
    renew: z
      .strictObject({
        idle: duration.describe('A session ends after this long without a request, 1m to 30d. Default: 8h.').optional(),
        absolute: duration.describe('A session ends this long after its sign-in, 1m to 30d. Default: 24h.').optional(),
        grace: duration
          .describe(
            'For so long after a cookie was first used, the one before it still counts: pages send several requests at once. 1s to 5m. Default: 30s.',
          )
          .optional(),
        recheck: duration
          .describe(
            'How often the identity provider is asked at most whether the user is still there, 1m to 1d. Default: never.',
          )
          .optional(),
        device: z
          .enum(['off', 'preferred', 'required'])
          .describe(
            "Whether sessions are bound to a key of the browser's, which alone renews them: where it can, or else without renewal. Default: off.",
          )
          .optional(),
      })
      .describe('Sessions get new cookies while they are used.')
      .optional(),
  })
  .describe('Sessions.');

export type RenewEntry = NonNullable<z.infer<typeof session>['renew']>;
