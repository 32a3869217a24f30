import { z } from 'zod';
import { authenticationMethod, duration, texts } from '../../compiler/texts/index.ts';
import type { Entry } from '../entry.ts';

export const schema = {
  stepUp: z
    .strictObject({
      within: duration.describe('Longest time since sign-in, 10s to 30d.'),
      methods: texts(
        authenticationMethod,
        'Methods of sign-in (RFC 8176), one of which must have been used. Default: any second factor.',
      ).optional(),
    })
    .describe('A recent sign-in, by a strong method.')
    .optional(),
};

export type StepUpEntry = Entry<typeof schema>;
