import { eitherOf } from '../../analysis/wording/index.ts';
import { isCrossOrigin, ownOrigin } from '../../engine/index.ts';
import type { ControlExplain } from '../module.ts';
import { byRoute, type Way } from '../refusal-view.ts';

const sameSite = byRoute(({ cors, formPosts }, { request }) => {
  const callers = cors === null || cors.origins === 'any' ? [] : cors.origins;
  const senders = formPosts === 'any' ? ['any origin'] : formPosts;
  const forms = senders.length === 0 ? '' : `, as a form of ${eitherOf(senders)} that the whole window follows`;
  return `from a page of ${eitherOf([ownOrigin(request), ...callers])}${forms}, or from no browser`;
});

const permittedPage: Way<'preflight_refused'> = (refusal, place) =>
  byRoute(({ cors }, { request }) => {
    if (cors === null) return null;
    if (refusal.detail === 'header') return `asking for no header but ${eitherOf(cors.headers)}`;
    if (!isCrossOrigin(request)) return 'from a page of another origin; this one is always allowed';
    return `from a page of ${cors.origins === 'any' ? 'any origin' : eitherOf(cors.origins)}`;
  })(refusal, place);

export const explain: ControlExplain<'crossSite'> = {
  refusals: {
    cross_site: { text: 'another site made the request', passes: sameSite },
    websocket_origin: {
      text: 'the WebSocket does not come from a page of this host',
      passes: (_refusal, { decision }) => (decision === null ? null : `from a page of ${ownOrigin(decision.request)}`),
    },
    preflight_refused: { text: 'the rules do not allow the page', passes: permittedPage },
  },
};
