import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import type { SettingFinding } from '../explain-parts.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { schema } from './schema.ts';

/** What happens while shared state does not answer. */
export const whenStateUnavailable = {
  schema,
  text: 'What happens while shared state does not answer. Default: closed.',
  docs: {
    what: '`closed`, `open` or `{ stale: 60s }`, [see below](#when-shared-state-does-not-answer)',
    unstated: '`closed`',
  },
  examples: {
    whenStateUnavailable: 'closed, open, or a map such as { stale: 60s }',
    stale: 'a number with its unit, such as 60s',
  },
  compile,
  file: null,
  diff,
  explain: { unanswered },
  advice,
} satisfies SettingModule<'whenStateUnavailable'>;

function unanswered(route: RouteRule): readonly SettingFinding[] {
  const text = 'shared state does not answer, and the route is open then';
  return [{ check: 'state', text, at: lineOf(route, 'whenStateUnavailable') }];
}
