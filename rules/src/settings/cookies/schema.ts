import { z } from 'zod';

/** What becomes of the cookies that origins set. */
export const cookies = z
  .strictObject({
    domain: z
      .enum(['host', 'keep'])
      .describe('host: removes the Domain of cookies, so that no other host gets them. keep: keeps it. Default: host.'),
  })
  .describe('Cookies that the origins set.');
