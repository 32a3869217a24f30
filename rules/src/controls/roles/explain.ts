import { eitherOf } from '../../analysis/wording/index.ts';
import { lineOf, OF_ANOTHER_HOST, OF_ROUTES_FOR_THE_HOST } from '../../engine/index.ts';
import type { VisitorControlExplain } from '../module.ts';
import { byRoute, type Way } from '../refusal-view.ts';

const sessionOfRole = byRoute(({ access }) =>
  access.kind !== 'roles' || access.roles === 'any'
    ? 'with a session that has a declared role'
    : `with a session that has the role ${eitherOf(access.roles)}`,
);

const validSession: Way<'session_invalid'> = (refusal, place) => {
  if (refusal.detail === OF_ANOTHER_HOST) return 'with a session of this host';
  return refusal.detail === OF_ROUTES_FOR_THE_HOST ? 'with a session of every host' : sessionOfRole(refusal, place);
};

export const explain: VisitorControlExplain<'roles'> = {
  passed: ({ roles }, { session }, route) => {
    const opening = roles === 'any' ? session.roles : session.roles.filter((role) => roles.includes(role));
    return { text: `opened by the role ${opening.join(', ')}`, at: lineOf(route, 'roles') };
  },
  refusals: {
    session_missing: { text: 'there is no session', passes: sessionOfRole },
    session_invalid: { text: 'the role cookie is invalid', passes: validSession },
    role_missing: { text: 'no role of the session opens the route', passes: sessionOfRole },
  },
};
