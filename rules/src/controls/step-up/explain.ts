import { eitherOf, formatSeconds } from '../../analysis/wording/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { VisitorControlExplain } from '../module.ts';

export const explain: VisitorControlExplain<'stepUp'> = {
  passed: ({ stepUp }, { session, request }, route) => {
    if (stepUp === null) return null;
    const age = formatSeconds(Math.max(0, Math.floor(request.nowSeconds - session.authenticatedAtSeconds)));
    return { text: `signed in ${age} ago by ${session.authenticationMethods.join(', ')}`, at: lineOf(route, 'stepUp') };
  },
  refusals: {
    authentication_too_old: {
      text: 'the user signed in too long ago',
      passes: ({ requiredSignIn: { withinSeconds } }) =>
        `after signing in again, no longer than ${formatSeconds(withinSeconds)} ago`,
    },
    authentication_too_weak: {
      text: 'the user signed in by none of the methods',
      passes: ({ requiredSignIn: { methods } }) => `after signing in by ${eitherOf(methods)}`,
    },
  },
};
