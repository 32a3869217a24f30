import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingModule } from '../module.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

export { type CountedLimit, countedLimits, limitText } from './counted-limits.ts';
export type { LimitsEntry } from './schema.ts';

/** The limits that requests of the route count against. */
export const limits = {
  schema,
  text: 'Names of limits; all of them hold.',
  docs: { what: 'ids of limits; all of them apply', unstated: 'none' },
  examples: {},
  compile,
  file: null,
  diff,
  explain,
  advice: NO_ADVICE,
} satisfies SettingModule<'limits'>;
