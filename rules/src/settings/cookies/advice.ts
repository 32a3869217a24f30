import { type Advice, type AdviceCode, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';
import type { CookieRule } from './policy.ts';

interface Opening {
  readonly code: AdviceCode;
  readonly opens: (rule: CookieRule) => boolean;
  /** A verb and what follows. */
  readonly what: string;
  readonly fix: string;
}

const OPENINGS: readonly Opening[] = [
  {
    code: 'cookie_domain_kept',
    opens: ({ domain }) => domain === 'keep',
    what: 'keep their Domain',
    fix: 'Write "domain: host", unless several hosts share these cookies on purpose.',
  },
  {
    code: 'cookie_cross_site',
    opens: ({ sameSite }) => sameSite === 'none',
    what: 'go along with requests from pages of other sites, unless the app says otherwise',
    fix: 'Write "sameSite: lax", unless other sites frame this app on purpose; then consider "partitioned: true".',
  },
];

export const advice: SettingAdvice = {
  ...NO_ADVICE,
  advise: (routes) => OPENINGS.flatMap((opening) => advise(routes, opening)),
};

/** Once for each line that says so: at the top, one speaks for many routes. */
function advise(routes: readonly RouteRule[], { code, opens, what, fix }: Opening): readonly Advice[] {
  const open = Map.groupBy(
    routes.filter(({ cookies }) => opens(cookies)),
    (route) => lineOf(route, 'cookies'),
  );
  return [...open].map(([line, [route, ...others]]) => {
    const where = others.length === 0 ? `route "${route?.id}"` : `${others.length + 1} routes`;
    return createAdvice(code, line, `Cookies that the app sets on ${where} ${what}.`, fix);
  });
}
