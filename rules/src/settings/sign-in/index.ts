import { z } from 'zod';
import { ladder } from '../../analysis/diff/order/index.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';

const schema = z.boolean();

/** Whether the origin starts and ends sessions here. */
export const signIn = {
  schema,
  text: "Whether the origin's responses may start or end a session. Default: false.",
  docs: { what: "whether the origin's responses here may start or end a session", unstated: '`false`' },
  examples: {},
  compile: (entry: SettingEntry<'signIn', typeof schema>) => ({ signIn: entry.signIn ?? false }),
  file: null,
  diff: { signIn: memberOrder('signIn', 'signIn', String, ladder<boolean>(false, true)) },
  explain: { silent: 'It is about what the origin answers, which is not known.' },
  advice,
} satisfies SettingModule<'signIn'>;
