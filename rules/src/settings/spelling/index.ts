import { listWords, moreIsLooser } from '../../analysis/diff/order/index.ts';
import { lineOf } from '../../engine/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import { advice } from './advice.ts';
import { SPELLINGS, type SpellingSetting } from './policy.ts';
import { type SpellingEntry, schema } from './schema.ts';

/** Which paths pass that servers may read in several ways. */
export const spelling = {
  schema,
  text: 'Spellings of paths that the gateway else refuses, since servers may read them in several ways.',
  docs: { what: 'which [odd spellings](#odd-spellings) of paths reach the app', unstated: 'none' },
  examples: { spelling: 'a map such as { encodedSlash: keep }' },
  compile: ({ spelling }: SpellingEntry, { report, path, segments }: SettingScope): SpellingSetting => {
    const kept = SPELLINGS.filter((one) => spelling?.[one] === 'keep');
    const isLiteral = segments?.every(({ kind }) => kind === 'literal') === true;
    if (kept.length > 0 && isLiteral) {
      report.add(
        [...path, 'spelling'],
        'no_effect',
        'The path has no variable and no "**", so nothing in it can be spelled in several ways.',
        'Remove the key.',
        'key',
      );
    }
    return { spelling: kept };
  },
  file: null,
  diff: { spelling: memberOrder('spelling', 'spelling', listWords, moreIsLooser) },
  explain: {
    reads: ({ route, request }) =>
      request.target.odd === undefined
        ? []
        : [
            {
              text: 'the route keeps the spelling of the path, and every reading leads to it',
              at: lineOf(route, 'spelling'),
            },
          ],
  },
  advice,
} satisfies SettingModule<'spelling'>;
