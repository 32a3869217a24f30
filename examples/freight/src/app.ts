import type { ContextVerifierOptions, SessionGrants } from '@portcullis/origin';
import { portcullis } from '@portcullis/origin/hono';
import { Hono } from 'hono';
import type { Accounts } from './accounts/accounts.ts';
import type { Store } from './data/store.ts';
import type { DocumentStore } from './documents/document-store.ts';
import type { FreightEnv } from './http/freight-env.ts';
import { problem } from './http/problem.ts';
import type { RequestLog } from './http/request-log.ts';
import { createGuards } from './http/require-role.ts';
import { readStaticAssets } from './http/static-assets.ts';
import type { Feed } from './live/feed.ts';
import { apiRoutes } from './routes/api-routes.ts';
import { documentRoutes } from './routes/document-routes.ts';
import { feedRoutes } from './routes/feed-routes.ts';
import { loadRoutes } from './routes/load-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';

/** What the app is made of. */
export interface AppParts {
  readonly trust: ContextVerifierOptions;
  readonly grants: SessionGrants;
  readonly accounts: Accounts;
  readonly store: Store;
  readonly feed: Feed;
  readonly documents: DocumentStore;
  readonly log: RequestLog;
  /** Gets one line for each refused request or failure. */
  readonly warn: (line: string) => void;
}

/** The app as a function from requests to responses. */
export function createApp({ trust, grants, accounts, store, feed, documents, log, warn }: AppParts): Hono<FreightEnv> {
  const app = new Hono<FreightEnv>();
  const guards = createGuards(store);
  const assets = readStaticAssets();

  app.use(async function record(c, next) {
    await next();
    const target = c.env.incoming.url ?? c.req.path;
    log.add({ method: c.req.method, target, status: c.res.status, context: c.var.portcullis });
  });
  app.use(portcullis({ ...trust, open: ['/health'], onRefusal: (error) => warn(`${error.code}: ${error.message}`) }));

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/assets/:name', (c) => assets(c.req.param('name'), c.req.raw.headers) ?? c.notFound());
  app.get('/favicon.ico', (c) => assets('logo.svg', c.req.raw.headers) ?? c.notFound());
  app.route('/', signInRoutes(accounts, grants));
  app.route('/', pageRoutes(store, guards));
  app.route('/', loadRoutes(store, feed, guards));
  app.route('/', documentRoutes(documents, guards));
  app.route('/', apiRoutes(store, feed, guards));
  app.route('/', feedRoutes(feed, guards));

  app.notFound((c) => problem(c, 404, 'not_found', 'There is nothing at this address.'));
  app.onError((error, c) => {
    warn(`${c.req.method} ${c.req.path} failed: ${error.message}`);
    return problem(c, 500, 'internal', 'Something went wrong. Try again in a moment.');
  });
  return app;
}
