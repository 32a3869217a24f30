import { z } from 'zod';
import { name, texts } from '../../compiler/texts/index.ts';

export const schema = {
  roles: z
    .union([
      z.literal('any').describe('Every role that the rules declare.'),
      texts(name, 'Roles, any one of which opens.'),
    ])
    .describe('Who may pass: any, or a list of roles.')
    .optional(),
};
