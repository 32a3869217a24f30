import { z } from 'zod';
import { duration, oneOf, texts } from '../../compiler/texts/index.ts';
import type { Entry } from '../entry.ts';
import { AUTHENTICATION_METHODS } from './authentication-methods.ts';

export const schema = {
  stepUp: z
    .strictObject({
      within: duration.describe('Longest time since sign-in, 10s to 30d.'),
      methods: texts(
        oneOf(AUTHENTICATION_METHODS),
        'Methods of sign-in (RFC 8176), one of which must have been used. Default: any second factor.',
      ).optional(),
    })
    .describe('A recent sign-in, by a strong method.')
    .optional(),
};

export type StepUpEntry = Entry<typeof schema>;
