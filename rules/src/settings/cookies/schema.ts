import { z } from 'zod';
import type { SettingEntry } from '../entry.ts';

export const schema = z.strictObject({
  domain: z
    .enum(['host', 'keep'])
    .describe('host: removes the Domain of cookies, so that no other host gets them. keep: keeps it. Default: host.'),
});

export type CookiesEntry = SettingEntry<'cookies', typeof schema>;
