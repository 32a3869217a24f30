import type { SessionGrants, TenantContext } from '@portcullis/origin';
import { endSession, grantSession } from '@portcullis/origin/hono';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Accounts } from '../accounts/accounts.ts';
import { isJson, MAX_FIELDS_BYTES, readFields } from '../http/fields.ts';
import type { FreightEnv } from '../http/freight-env.ts';
import { problem } from '../http/problem.ts';
import { safeNext } from '../http/safe-next.ts';
import { themeOf } from '../http/theme.ts';
import { signInPage } from '../views/sign-in-page.ts';
import { readAttempt } from './sign-in-attempt.ts';

const WRONG = 'Company, e-mail, password or code is wrong, or the code was used before.';

/** Signing in and out. The gateway keeps the session; the app only says who has signed in. */
export function signInRoutes(accounts: Accounts, grants: SessionGrants): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();

  routes.get('/sign-in', (c) => {
    c.header('cache-control', 'no-store');
    return c.html(signInPage({ ...viewOf(c), next: safeNext(c.req.query('next')) }));
  });

  routes.post(
    '/sign-in',
    bodyLimit({ maxSize: MAX_FIELDS_BYTES, onError: (c) => problem(c, 413, 'too_large', 'The form is too large.') }),
    async (c) => {
      const fields = await readFields(c);
      const attempt = readAttempt(fields ?? {}, c.var.portcullis);
      const next = safeNext(String(fields?.['next'] ?? ''));
      c.header('cache-control', 'no-store');
      const fail = (status: 400 | 401, code: string, error: string) =>
        isJson(c)
          ? problem(c, status, code, error)
          : c.html(
              signInPage({ ...viewOf(c), next, error, ...(attempt.kind === 'attempt' && entered(attempt)) }),
              status,
            );

      if (attempt.kind === 'bad') return fail(400, 'bad_request', attempt.message);
      const signedIn = await accounts.signIn(attempt);
      if (signedIn === null) return fail(401, 'sign_in_failed', WRONG);
      const { account, authenticationMethods } = signedIn;
      const session = { user: account.email, tenant: account.tenant, roles: account.roles, authenticationMethods };
      grantSession(c, await grants.grant(c.var.portcullis, session));
      if (isJson(c)) return c.json({ tenant: account.tenant, user: account.email, roles: account.roles });
      return c.redirect(next, 303);
    },
  );

  routes.post('/sign-out', (c) => {
    endSession(c);
    c.header('cache-control', 'no-store');
    return c.redirect('/sign-in', 303);
  });

  function viewOf(c: Context<FreightEnv>): { context: TenantContext; accounts: Accounts['list']; theme: string } {
    return { context: c.var.portcullis, accounts: accounts.list, theme: themeOf(c) };
  }

  return routes;
}

/** What the form shows again. Never the password or the code. */
function entered({ tenant, email }: { tenant: string; email: string }): { tenant: string; email: string } {
  return { tenant, email };
}
