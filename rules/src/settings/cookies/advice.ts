import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: keptDomains };

/** Once for each line that says so: at the top, one speaks for many routes. */
function keptDomains(routes: readonly RouteRule[]): readonly Advice[] {
  const kept = Map.groupBy(
    routes.filter(({ cookieDomain }) => cookieDomain === 'keep'),
    (route) => lineOf(route, 'cookies'),
  );
  return [...kept].map(([line, [route, ...others]]) =>
    createAdvice(
      'cookie_domain_kept',
      line,
      `Cookies that the app sets on ${others.length === 0 ? `route "${route?.id}"` : `${others.length + 1} routes`} keep their Domain.`,
      'Write "domain: host", unless several hosts share these cookies on purpose.',
    ),
  );
}
