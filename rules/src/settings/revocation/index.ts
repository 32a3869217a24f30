import { z } from 'zod';
import { ladder } from '../../analysis/diff/order/index.ts';
import { lineOf } from '../../engine/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingEntry } from '../entry.ts';
import type { AskedState, SettingFinding } from '../explain-parts.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { RevocationSetting } from './policy.ts';

const schema = z.enum(['within 1s', 'strict']);

export type RevocationEntry = SettingEntry<'revocation', typeof schema>;

/** How soon a revoked session is refused. */
export const revocation = {
  schema,
  text: 'How soon a revoked session is refused; strict: on the next request. Default: within 1s.',
  docs: { what: '`within 1s` or `strict`, see below', unstated: '`within 1s`' },
  examples: {},
  compile: (entry: RevocationEntry): RevocationSetting => ({
    revocation: entry.revocation === 'strict' ? 'strict' : 'within-1s',
  }),
  file: null,
  diff: { revocation: memberOrder('revocation', 'revocation', words, ladder('strict', 'within-1s')) },
  explain: { asks },
  advice: {
    ...NO_ADVICE,
    mark: (route) => (route.revocation === 'strict' ? { text: 'revocation: strict', part: 'revocation' } : null),
  },
} satisfies SettingModule<'revocation'>;

/** As the rules write it. */
function words(value: RevocationSetting['revocation']): string {
  return value === 'strict' ? value : 'within 1s';
}

function asks({ plan, route }: AskedState): readonly SettingFinding[] {
  if (plan.subject === null) return [];
  const asked = route.revocation === 'strict' ? 'asked on every request' : 'known within 1s';
  return [{ check: 'revocation', text: `the session is not revoked (${asked})`, at: lineOf(route, 'revocation') }];
}
