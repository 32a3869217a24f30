import { ladder } from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import { advice } from './advice.ts';
import type { CookiesSetting } from './policy.ts';
import { type CookiesEntry, schema } from './schema.ts';

/** What becomes of the cookies that origins set. */
export const cookies = {
  schema,
  text: 'Cookies that the origins set.',
  docs: { what: 'how [cookies](#cookies) that the app sets are hardened', unstated: "the file's" },
  examples: { cookies: 'a map such as { domain: host }' },
  compile: (entry: CookiesEntry, { defaults }: SettingScope) => compile(entry, defaults.cookies),
  file: { compile: (file: CookiesEntry) => compile(file, { cookieDomain: 'host' }), givesLine: true },
  diff: { cookieDomain: memberOrder('cookieDomain', 'cookies.domain', String, ladder('host', 'keep')) },
  explain: { member: 'cookieDomain' },
  advice,
} satisfies SettingModule<'cookies'>;

function compile({ cookies: stated }: CookiesEntry, others: CookiesSetting): CookiesSetting {
  return stated === undefined ? others : { cookieDomain: stated.domain };
}
