import { z } from 'zod';
import { ladder } from '../../analysis/diff/order/index.ts';
import { type Identified, sessionOf } from '../../engine/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { Header } from '../explain-parts.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import { advice } from './advice.ts';
import type { CacheSetting } from './policy.ts';

const schema = z.enum(['private', 'origin']);

/** Whether answers to a session may be stored. */
export const cache = {
  schema,
  text: "private: responses to a session are not stored. origin: the origin's Cache-Control stands.",
  docs: { what: '`private` or `origin`, see below', unstated: '`private`; `origin` for public routes' },
  examples: {},
  compile,
  file: null,
  diff: { cache: memberOrder('cache', 'cache', String, ladder('private', 'origin')) },
  explain: { sends },
  advice,
} satisfies SettingModule<'cache'>;

function compile(entry: SettingEntry<'cache', typeof schema>, { access }: SettingScope): CacheSetting {
  return { cache: entry.cache ?? (access?.kind === 'public' ? 'origin' : 'private') };
}

function sends(decision: Identified): readonly Header[] {
  const { route, preflight } = decision;
  const isKept = !preflight && sessionOf(decision) !== null && route.cache === 'private';
  return isKept ? [['cache-control', 'private, no-store']] : [];
}
