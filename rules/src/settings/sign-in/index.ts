import { z } from 'zod';
import { ladder, neverMatters } from '../../analysis/diff/order/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';

const schema = z.boolean();

/** Where the sessions count that the origin starts: the narrowest first. */
const PLACES = ['false', 'for its own host', 'for every host'] as const;

function placeOf({ signIn: starts, hosts }: RouteRule): (typeof PLACES)[number] {
  if (!starts) return 'false';
  return hosts === null ? 'for every host' : 'for its own host';
}

const order = ladder(...PLACES);

/** Whether the origin starts and ends sessions here. */
export const signIn = {
  schema,
  text: "Whether the origin's responses may start or end a session. Default: false.",
  docs: { what: "whether the origin's responses here may start or end a session", unstated: '`false`' },
  examples: {},
  compile: (entry: SettingEntry<'signIn', typeof schema>) => ({ signIn: entry.signIn ?? false, providers: [] }),
  file: null,
  diff: {
    signIn: {
      member: 'signIn',
      part: 'signIn',
      words: ({ rule }) => placeOf(rule),
      direction: (old, next) => order(placeOf(old.rule), placeOf(next.rule)),
    },
    // Who may pass is a matter of access; this only shows the way.
    providers: memberOrder('providers', 'signIn', (ids) => (ids.length === 0 ? 'none' : ids.join(', ')), neverMatters),
  },
  explain: { silent: 'It is about what the origin answers, which is not known.' },
  advice,
} satisfies SettingModule<'signIn'>;
