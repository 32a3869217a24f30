import { greaterIsLooser, sizeWords } from '../../analysis/diff/order/index.ts';
import { formatBytes } from '../../analysis/wording/index.ts';
import { valueOrProblem } from '../../compiler/problems/index.ts';
import { size } from '../../compiler/texts/index.ts';
import { parseSize } from '../../compiler/values/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import type { BodySetting } from './policy.ts';

const DEFAULT = '1MiB';

/** How large the body of a request may be. */
export const body = {
  schema: size,
  text: 'Largest request body. Default: 1MiB.',
  docs: { what: 'the largest request body', unstated: '`1MiB`' },
  examples: { body: 'a number with its unit, such as 2MiB' },
  compile,
  file: null,
  diff: { maxBodyBytes: memberOrder('maxBodyBytes', 'body', sizeWords, greaterIsLooser) },
  explain: { takes: ({ maxBodyBytes }) => `a body of ${formatBytes(maxBodyBytes)}` },
  advice: NO_ADVICE,
} satisfies SettingModule<'body'>;

function compile(entry: SettingEntry<'body', typeof size>, { report, path }: SettingScope): BodySetting | null {
  const read = parseSize(entry.body ?? DEFAULT);
  const maxBodyBytes = valueOrProblem(report, [...path, 'body'], 'invalid_quantity', read);
  return maxBodyBytes === null ? null : { maxBodyBytes };
}
