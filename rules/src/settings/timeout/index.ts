import { duration } from '../../compiler/texts/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingModule } from '../module.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';

export { TIMEOUT_BOUNDS } from './compile.ts';

/** How long the origin may think. */
export const timeout = {
  schema: duration,
  text: "Longest wait for the origin's response headers, 1s to 1h. Default: the origin's.",
  docs: { what: "the time from the end of the request to the response's headers", unstated: "the origin's, 30s" },
  examples: { timeout: 'a number with its unit, such as 30s' },
  compile,
  file: null,
  diff,
  explain: { silent: 'It is about when the origin answers, which is not known.' },
  advice: NO_ADVICE,
} satisfies SettingModule<'timeout'>;
