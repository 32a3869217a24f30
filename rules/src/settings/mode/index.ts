import { moreIsLooser } from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import type { ModeSetting } from './policy.ts';
import { schema } from './schema.ts';

export { observesHeaders } from './compile.ts';
export type { ModeEntry } from './schema.ts';

/** Which controls of the route only record what they would refuse. */
export const mode = {
  schema,
  text: 'observe: refusals are only recorded, and the request continues. Default: enforce.',
  docs: { what: '`enforce`, `observe`, or a map of controls, see [Observing](#observing)', unstated: '`enforce`' },
  examples: { mode: 'observe, enforce, or a map such as { limits: observe }' },
  compile,
  file: null,
  diff: { observe: memberOrder('observe', 'mode', words, moreIsLooser) },
  explain: { member: 'observed' },
  advice,
} satisfies SettingModule<'mode'>;

function words(observe: ModeSetting['observe']): string {
  return observe.length === 0 ? 'enforce' : `observe ${observe.toSorted().join(', ')}`;
}
