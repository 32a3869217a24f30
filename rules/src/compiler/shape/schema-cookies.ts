import { z } from 'zod';

/** What becomes of the cookies that origins set. */
export const cookies = z
  .strictObject({
    domain: z
      .enum(['host', 'keep'])
      .describe('host: cookies lose their Domain, so that no other host gets them. keep: it stands. Without it, host.'),
  })
  .describe('Cookies that the origins set.');
