import { greaterIsLooser, sizeWords } from '../../analysis/diff/order/index.ts';
import { formatBytes } from '../../analysis/wording/index.ts';
import { valueOrProblem } from '../../compiler/problems/index.ts';
import { size } from '../../compiler/texts/index.ts';
import { parseSize } from '../../compiler/values/index.ts';
import { MAX_HEADER_BYTES } from '../../engine/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import type { RequestHeadersSetting } from './policy.ts';

const BOUNDS = { least: '1KiB', most: `${MAX_HEADER_BYTES / 1024}KiB` };

/** How long the headers of a request may be. */
export const requestHeaders = {
  schema: size,
  text: 'Longest block of request headers, 1KiB to 32KiB. Default: 32KiB.',
  docs: { what: 'the longest block of request headers, `1KiB` to `32KiB`', unstated: '`32KiB`' },
  examples: { requestHeaders: 'a number with its unit, such as 8KiB' },
  compile,
  file: null,
  diff: { maxHeaderBytes: memberOrder('maxHeaderBytes', 'requestHeaders', sizeWords, greaterIsLooser) },
  explain: { takes: ({ maxHeaderBytes }) => `headers of ${formatBytes(maxHeaderBytes)}` },
  advice: NO_ADVICE,
} satisfies SettingModule<'requestHeaders'>;

function compile(
  entry: SettingEntry<'requestHeaders', typeof size>,
  { report, path }: SettingScope,
): RequestHeadersSetting | null {
  if (entry.requestHeaders === undefined) return { maxHeaderBytes: MAX_HEADER_BYTES };
  const read = parseSize(entry.requestHeaders, BOUNDS);
  const maxHeaderBytes = valueOrProblem(report, [...path, 'requestHeaders'], 'invalid_quantity', read);
  return maxHeaderBytes === null ? null : { maxHeaderBytes };
}
