import { z } from 'zod';
import { duration, oneOf, texts } from '../../compiler/texts/index.ts';
import type { Entry } from '../entry.ts';
import { AUTHENTICATION_METHODS } from './authentication-methods.ts';

export const schema = {
  stepUp: z
    .strictObject({
      within: duration.describe('Longest time since the visitor proved who they are, 10s to 30d.'),
      methods: texts(
        oneOf(AUTHENTICATION_METHODS),
        'Ways of proving it (RFC 8176), one of which must have been used. Without it, any second factor.',
      ).optional(),
    })
    .describe('A fresh proof of who the visitor is.')
    .optional(),
};

export type StepUpEntry = Entry<typeof schema>;
