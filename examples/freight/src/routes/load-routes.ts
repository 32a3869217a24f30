import { Hono } from 'hono';
import type { Store } from '../data/store.ts';
import { readFields } from '../http/fields.ts';
import { frameOf } from '../http/frame.ts';
import type { FreightEnv } from '../http/freight-env.ts';
import { problem } from '../http/problem.ts';
import type { Guards } from '../http/require-role.ts';
import type { Feed } from '../live/feed.ts';
import { loadPage, loadsPage } from '../views/loads-page.ts';
import { asStatus, readNewLoad } from './load-input.ts';

/** Pages of loads. Every change goes to the tenant's feed. */
export function loadRoutes(store: Store, feed: Feed, { requireRole }: Guards): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();

  routes.get('/loads', requireRole('loads'), (c) => c.html(loadsPage(frameOf(c))));

  routes.post('/loads', requireRole('loadsWrite'), async (c) => {
    const input = readNewLoad(await readFields(c));
    if (typeof input === 'string') return c.html(loadsPage(frameOf(c), input), 400);
    const { company } = c.var.visit;
    const load = store.addLoad(company, input);
    feed.publish(company.tenant, load);
    return c.redirect(`/loads/${load.id}`, 303);
  });

  routes.get('/loads/:id', requireRole('loads'), (c) => {
    const load = c.var.visit.company.loads.find(({ id }) => id === c.req.param('id'));
    return load === undefined
      ? problem(c, 404, 'not_found', 'There is no such load.')
      : c.html(loadPage(frameOf(c), load));
  });

  routes.post('/loads/:id/status', requireRole('loadsWrite'), async (c) => {
    const status = asStatus((await readFields(c))?.['status']);
    if (status === null) return problem(c, 400, 'bad_request', 'There is no such status.');
    const { company } = c.var.visit;
    const load = store.setLoadStatus(company, c.req.param('id'), status);
    if (load === null) return problem(c, 404, 'not_found', 'There is no such load.');
    feed.publish(company.tenant, load);
    return c.redirect(`/loads/${load.id}`, 303);
  });

  return routes;
}
