import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** Which pages of other origins may call. */
export const cors = {
  schema,
  text: 'Pages of other origins that may call this route.',
  docs: { what: 'which [pages of other origins](#pages-of-other-origins) may call', unstated: 'none' },
  examples: {
    cors: 'a map such as { origins: [https://portal.example.com], credentials: true }',
    'cors origins': 'any, or a list such as [https://portal.example.com]',
    maxAge: 'a number with its unit, such as 10m',
  },
  compile,
  file: null,
  diff,
  explain,
  advice,
} satisfies SettingModule<'cors'>;
