import { listWords, moreIsLooser } from '../../analysis/diff/order/index.ts';
import { lineOf } from '../../engine/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { schema } from './schema.ts';

/** Which paths pass that servers may read in several ways. */
export const spelling = {
  schema,
  text: 'Spellings of paths that the gateway else refuses, since servers may read them in several ways.',
  docs: { what: 'which [odd spellings](#odd-spellings) of paths reach the app', unstated: 'none' },
  examples: { spelling: 'a map such as { encodedSlash: keep }' },
  compile,
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
