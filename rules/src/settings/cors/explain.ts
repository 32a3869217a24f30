import { corsAnswer, type Identified, lineOf, preflightAnswer } from '../../engine/index.ts';
import type { ExplainSetting, Header } from '../explain-parts.ts';

export const explain: ExplainSetting = {
  allows: ({ route, request, preflight }) => {
    if (corsAnswer({ route, request }) === null) return [];
    const text = `cors lets pages of ${request.origin} ${preflight ? 'ask for this' : 'call'}`;
    return [{ check: 'crossSite', text, at: lineOf(route, 'cors') }];
  },
  sends,
};

function sends(decision: Identified): readonly Header[] {
  const cors = decision.preflight ? preflightAnswer(decision) : corsAnswer(decision);
  if (cors === null) return [];
  const { allowOrigin, rule } = cors;
  const headers: Header[] = [['access-control-allow-origin', allowOrigin]];
  if (rule.credentials) headers.push(['access-control-allow-credentials', 'true']);
  if (!decision.preflight) {
    if (rule.expose.length > 0) headers.push(['access-control-expose-headers', rule.expose.join(', ')]);
    return headers;
  }
  headers.push(['access-control-allow-methods', decision.request.requestedMethod ?? '']);
  if (rule.headers.length > 0) headers.push(['access-control-allow-headers', rule.headers.join(', ')]);
  headers.push(['access-control-max-age', String(rule.maxAgeSeconds)]);
  return headers;
}
