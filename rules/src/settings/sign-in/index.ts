import { ladder, listWords, neverMatters } from '../../analysis/diff/order/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile, compileFile, compileGroup } from './compile.ts';
import { fileSchema, schema } from './schema.ts';

/** Where the sessions count that the origin starts: the narrowest first. */
const PLACES = ['false', 'for its own host', 'for every host'] as const;

function placeOf({ signIn: starts, hosts }: RouteRule): (typeof PLACES)[number] {
  if (!starts) return 'false';
  return hosts === null ? 'for every host' : 'for its own host';
}

const order = ladder(...PLACES);

/** How people sign in here: by identity providers, or by the origin, which then starts and ends sessions. */
export const signIn = {
  schema,
  text: 'How people sign in: by identity providers, or by what the origin answers (true).',
  docs: {
    what: "`okta`, `[okta, google]`: [identity providers](#identity-providers) by which people sign in; `true`: the origin's responses here may start or end a session",
    unstated: "the file's, or `false`",
  },
  examples: { signIn: 'the name of an identity provider, a list of them, true or false' },
  compile,
  file: { schema: fileSchema, compile: compileFile, compileGroup, givesLine: true },
  diff: {
    signIn: {
      member: 'signIn',
      part: 'signIn',
      words: ({ rule }) => placeOf(rule),
      direction: (old, next) => order(placeOf(old.rule), placeOf(next.rule)),
    },
    // This only shows the way, and the order of the ids says nothing. Who may pass is a matter of access, and at which hosts the providers sign
    // people in is compared for the whole gateway.
    providers: memberOrder('providers', 'signIn', listWords, neverMatters),
  },
  explain: { silent: 'It is about what the origin answers, which is not known.' },
  advice,
} satisfies SettingModule<'signIn'>;
