import type { MiddlewareHandler } from 'hono';
import { mayUse, type Part } from '../access.ts';
import type { Store } from '../data/store.ts';
import type { FreightEnv } from './freight-env.ts';
import { problem, wantsHtml } from './problem.ts';

/** Guards of routes. The gateway has decided already; this holds if its rules and the app ever disagree. */
export interface Guards {
  /** Lets any signed-in user of a known company in. */
  readonly requireUser: MiddlewareHandler<FreightEnv>;
  /** Lets only users in who have one of the part's roles. */
  readonly requireRole: (part: Part) => MiddlewareHandler<FreightEnv>;
}

export function createGuards(store: Store): Guards {
  const guard = (part: Part | null): MiddlewareHandler<FreightEnv> =>
    async function guard(c, next) {
      const context = c.var.portcullis;
      if (context.user === null) {
        if (wantsHtml(c) && c.req.method === 'GET')
          return c.redirect(`/sign-in?next=${encodeURIComponent(c.req.path)}`, 303);
        return problem(c, 401, 'sign_in_required', 'Sign in first.');
      }
      const company = store.company(context.tenant);
      if (company === null) return problem(c, 403, 'unknown_company', 'Cargoline has no company of this name.');
      if (part !== null && !mayUse(part, context.roles))
        return problem(c, 403, 'role_required', 'Your role does not open this page.');
      c.set('visit', { context, company });
      c.header('cache-control', 'no-store');
      return next();
    };
  return { requireUser: guard(null), requireRole: guard };
}
