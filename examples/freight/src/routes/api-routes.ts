import { Hono } from 'hono';
import type { Store } from '../data/store.ts';
import { readFields } from '../http/fields.ts';
import type { FreightEnv } from '../http/freight-env.ts';
import { problem } from '../http/problem.ts';
import type { Guards } from '../http/require-role.ts';
import type { Feed } from '../live/feed.ts';
import { readNewLoad } from './load-input.ts';

/** The JSON API. */
export function apiRoutes(store: Store, feed: Feed, { requireUser, requireRole }: Guards): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();

  routes.get('/api/me', requireUser, (c) => {
    const { tenant, user, roles, authenticationMethods, actAs, host, clientAddress, requestId } = c.var.visit.context;
    return c.json({ tenant, user, roles, authenticationMethods, actAs, host, clientAddress, requestId });
  });

  routes.get('/api/loads', requireRole('loads'), (c) => c.json({ loads: c.var.visit.company.loads }));

  routes.post('/api/loads', requireRole('loadsWrite'), async (c) => {
    const input = readNewLoad(await readFields(c));
    if (typeof input === 'string') return problem(c, 400, 'bad_request', input);
    const { company } = c.var.visit;
    const load = store.addLoad(company, input);
    feed.publish(company.tenant, load);
    return c.json(load, 201, { location: `/loads/${load.id}` });
  });

  routes.get('/api/invoices', requireRole('invoices'), (c) => c.json({ invoices: c.var.visit.company.invoices }));

  return routes;
}
