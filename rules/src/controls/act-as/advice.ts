import { createAdvice, writesOf } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { AccessControlAdvice } from '../advice.ts';

export const advice: AccessControlAdvice = {
  mark: ({ access }) =>
    access.kind === 'roles' && access.actAs === 'never' ? { text: 'actAs: never', part: 'actAs' } : null,
  advise: (route) => {
    const { access, signIn } = route;
    const writes = writesOf(route);
    // A user who acts as another must be able to stop: sign-in routes also end sessions.
    if (access.kind === 'public' || access.actAs !== 'allowed' || signIn || writes.length === 0) return [];
    return [
      createAdvice(
        'act_as_writes',
        lineOf(route, 'actAs'),
        `Sessions in another user's name may ${writes.join(', ')} on route "${route.id}".`,
        'Write "actAs: read-only", or "never". If support must change things for users, leave it, and add "audit: required".',
      ),
    ];
  },
};
