import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Store } from '../data/store.ts';
import { readFields, textField } from '../http/fields.ts';
import { frameOf } from '../http/frame.ts';
import type { FreightEnv } from '../http/freight-env.ts';
import { problem } from '../http/problem.ts';
import type { Guards } from '../http/require-role.ts';
import { themeOf } from '../http/theme.ts';
import { dashboardPage } from '../views/dashboard-page.ts';
import { driversPage } from '../views/drivers-page.ts';
import { invoicesPage } from '../views/invoices-page.ts';
import { settingsPage } from '../views/settings-page.ts';

const YEAR_SECONDS = 31_536_000;

/** Dashboard, invoices, drivers and settings. */
export function pageRoutes(store: Store, { requireUser, requireRole }: Guards): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();

  routes.get('/', requireUser, (c) => {
    const shared = { path: '/', maxAge: YEAR_SECONDS, sameSite: 'Lax' } as const;
    setCookie(c, 'theme', themeOf(c), shared);
    setCookie(c, 'last_seen', new Date().toISOString(), shared);
    return c.html(dashboardPage(frameOf(c)));
  });

  routes.get('/invoices', requireRole('invoices'), (c) => c.html(invoicesPage(frameOf(c))));
  routes.post('/invoices/:id/pay', requireRole('invoices'), (c) => {
    const { company, context } = c.var.visit;
    const invoice = store.payInvoice(company, c.req.param('id'), context.user);
    if (invoice === null) return problem(c, 404, 'not_found', 'There is no such invoice.');
    return c.redirect('/invoices', 303);
  });

  routes.get('/drivers', requireRole('drivers'), (c) => c.html(driversPage(frameOf(c))));

  routes.get('/settings', requireRole('settings'), (c) => c.html(settingsPage(frameOf(c))));
  routes.post('/settings', requireRole('settings'), async (c) => {
    const name = textField((await readFields(c)) ?? {}, 'name', 60);
    if (!name) return c.html(settingsPage(frameOf(c), 'Enter a name of at most 60 characters.'), 400);
    c.var.visit.company.name = name;
    return c.redirect('/settings', 303);
  });

  return routes;
}
