import { z } from 'zod';
import { ladder } from '../../analysis/diff/order/index.ts';
import { lineOf } from '../../engine/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { AuditSetting } from './policy.ts';

const schema = z.enum(['refusals', 'requests', 'required']);

export type AuditEntry = SettingEntry<'audit', typeof schema>;

/** Which requests are recorded. */
export const audit = {
  schema,
  text: 'What is recorded; required: every request, stored before it is forwarded. Default: refusals.',
  docs: { what: '`refusals`, `requests` or `required`, see below', unstated: '`refusals`' },
  examples: {},
  compile: (entry: AuditEntry): AuditSetting => ({ audit: entry.audit ?? 'refusals' }),
  file: null,
  diff: { audit: memberOrder('audit', 'audit', String, ladder('required', 'requests', 'refusals')) },
  explain: {
    asks: ({ plan, route }) =>
      plan.record ? [{ check: 'state', text: 'the request is put on record', at: lineOf(route, 'audit') }] : [],
  },
  advice: {
    ...NO_ADVICE,
    mark: (route) => (route.audit === 'required' ? { text: 'audit: required', part: 'audit' } : null),
  },
} satisfies SettingModule<'audit'>;
