import { lineOf } from '../../engine/index.ts';
import type { VisitorControlExplain } from '../module.ts';

export const explain: VisitorControlExplain<'actAs'> = {
  passed: ({ actAs }, { session }, route) =>
    session.actAs === null ? null : { text: `may act as another user: ${actAs}`, at: lineOf(route, 'actAs') },
  refusals: {
    act_as_never: { text: 'the session acts as another user', passes: 'without acting as another user' },
    act_as_read_only: {
      text: 'the session acts as another user and may only read',
      passes: 'with GET, HEAD or OPTIONS, or without acting as another user',
    },
  },
};
