import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createContextVerifier, createSessionGrants, type JwkSetInput } from '@portcullis/origin';
import { createAccounts } from './accounts/accounts.ts';
import { createApp } from './app.ts';
import { createStore } from './data/store.ts';
import { createDocumentStore } from './documents/document-store.ts';
import { createRequestLog, type RequestRecord } from './http/request-log.ts';
import { createChat } from './live/chat.ts';
import { createFeed } from './live/feed.ts';

/** How to run the app. */
export interface FreightOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  /** The gateway's id. */
  readonly issuer: string;
  /** The app's id at the gateway. */
  readonly audience: string;
  /** The keys that the app shares with the gateway. */
  readonly keys: JwkSetInput;
  /** Gets one line for each request. */
  readonly log?: (line: string) => void;
  /** Gets one line for each refused request or failure. */
  readonly warn?: (line: string) => void;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** The running app. */
export interface Freight {
  readonly url: string;
  readonly port: number;
  /** The requests that reached the app, newest last. */
  readonly requests: readonly RequestRecord[];
  close(): Promise<void>;
}

/** An idle connection outlives the gateway's own, so that none is reused in the moment it closes. */
const KEEP_ALIVE_MS = 65_000;
/** Long enough for the largest upload over a slow link. */
const REQUEST_TIMEOUT_MS = 3_600_000;

/** Starts the app. Rejects with a `ConfigurationError` or with the system's error, e.g. `EADDRINUSE`. */
export async function startFreight(options: FreightOptions): Promise<Freight> {
  const { issuer, audience, keys, now = Date.now, log = () => {}, warn = () => {} } = options;
  const trust = { issuer, audience, keys, now, algorithm: 'HS256' } as const;
  const verifier = createContextVerifier(trust);
  const grants = createSessionGrants({ origin: audience, gateway: issuer, keys, now });
  const requestLog = createRequestLog(log);
  const store = createStore(new Date(now()));
  const accounts = await createAccounts(now);
  const documents = await createDocumentStore(now);
  const app = createApp({ trust, grants, accounts, store, feed: createFeed(), documents, log: requestLog, warn });
  const chat = createChat(verifier, store, requestLog);

  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on('upgrade', chat.onUpgrade);
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch (error) {
    await documents.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    requests: requestLog.requests,
    async close() {
      chat.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await documents.close();
    },
  };
}
