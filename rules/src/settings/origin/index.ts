import { otherIsLooser } from '../../analysis/diff/order/index.ts';
import { name } from '../../compiler/texts/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { compile } from './compile.ts';

/** Which app answers. */
export const origin = {
  schema: name,
  text: 'Name of the origin. Default: the only one.',
  docs: { what: 'the id of the origin', unstated: 'the only one' },
  examples: {},
  compile,
  file: null,
  diff: { origin: memberOrder('origin', 'origin', String, otherIsLooser) },
  explain: { member: 'origin' },
  advice: NO_ADVICE,
} satisfies SettingModule<'origin'>;
