import { z } from 'zod';
import { corsOrigin, duration, headerName, texts } from '../../compiler/texts/index.ts';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { CorsRule } from './policy.ts';

/** All keys but the age make a member of the same name. */
const readOfCors: ExactShape<Exclude<keyof CorsRule, 'maxAgeSeconds'> | 'maxAge'> = (shape) => shape;

export const schema = z.strictObject(
  readOfCors({
    origins: z
      .union([
        z.literal('any').describe('Pages of every site, always without a session.'),
        texts(corsOrigin, 'Origins of the pages that may call, such as https://portal.example.com.'),
      ])
      .describe('Which pages may call: any, or a list of origins.'),
    credentials: z.boolean().describe("Whether such calls carry the visitor's session. Default: false.").optional(),
    headers: texts(headerName, 'Request headers that a page may set.').optional(),
    expose: texts(headerName, 'Response headers that a page may read.').optional(),
    maxAge: duration
      .describe('How long a browser may keep the answer to a preflight, 1s to 1d. Default: 10m.')
      .optional(),
  }),
);

export type CorsEntry = SettingEntry<'cors', typeof schema>;
