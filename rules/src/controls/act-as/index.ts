import { z } from 'zod';
import { SAFE_METHODS } from '../../policy/index.ts';
import type { Entry } from '../entry.ts';
import type { ControlCoverage, VisitorControlModule } from '../module.ts';
import { NEEDS_NOTHING } from '../replay.ts';
import { advice } from './advice.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';

const schema = {
  actAs: z
    .enum(['allowed', 'read-only', 'never'])
    .describe('For sessions that act as another user. Default: read-only.')
    .optional(),
};

const coverage: ControlCoverage = {
  asks: 'if it restricts them, refuses a user who acts as another',
  items: ({ access, methods }) => {
    if (access.kind === 'public') return [];
    const changes = methods.some((method) => !SAFE_METHODS.has(method));
    return access.actAs === 'never' || (access.actAs === 'read-only' && changes)
      ? [{ key: 'actAs', does: 'refuses who acts in the name of another user', part: 'actAs' }]
      : [];
  },
  shows: ({ reason }) => (reason === 'act_as_never' || reason === 'act_as_read_only' ? ['actAs'] : []),
};

/** What a session in another user's name may do. */
export const actAs = {
  observes: 'Sessions in the name of another user.',
  documentation: {
    observed: 'sessions that act as another user',
    what: 'for sessions that act as another user: `allowed`, `read-only` (GET, HEAD and OPTIONS), `never`',
    default: '`read-only`',
  },
  isPresent: (access) => access.kind === 'roles' && access.actAs !== 'allowed',
  schema,
  compile: (entry: Entry<typeof schema>) => entry.actAs ?? 'read-only',
  coverage,
  explain,
  diff,
  advice,
  replay: NEEDS_NOTHING,
} satisfies VisitorControlModule<'actAs'>;
