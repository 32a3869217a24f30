import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { FreightEnv } from '../http/freight-env.ts';
import type { Guards } from '../http/require-role.ts';
import type { Feed } from '../live/feed.ts';

const HEARTBEAT_MS = 15_000;

/** Server-sent events: an event named `load` for each change of a load of the user's company. */
export function feedRoutes(feed: Feed, { requireRole }: Guards): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();
  routes.get('/feed', requireRole('loads'), (c) => {
    // A HEAD request must not leave an unread subscription behind.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
    const { tenant } = c.var.visit.company;
    const lastEventId = c.req.header('last-event-id') ?? null;
    return streamSSE(c, async (stream) => {
      await stream.write(': connected\nretry: 2000\n\n');
      const leave = feed.subscribe(tenant, lastEventId, ({ id, load }) => {
        void stream.writeSSE({ id, event: 'load', data: JSON.stringify(load) });
      });
      const heartbeat = setInterval(() => void stream.write(': heartbeat\n\n'), HEARTBEAT_MS);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      clearInterval(heartbeat);
      leave();
    });
  });
  return routes;
}
