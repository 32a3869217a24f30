import { developmentKeySet } from '@portcullis/cli/dev';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { packPolicy } from '../../rules/src/compiler/index.ts';
import { compileText, type LogLine, until } from './gateway.ts';
import { testRules } from './rules.ts';
import { workerBundle } from './worker-bundle.ts';

/** The production bundle in Cloudflare's own simulator, which has bindings that plain workerd lacks. */
export interface MiniflareGateway {
  /** Asks for a path at the gateway's host, as Cloudflare passes a request on that came from `address`. */
  readonly ask: (address: string, path: string, method?: string) => Promise<Response>;
  readonly eventOf: (response: Response) => Promise<LogLine>;
  readonly stop: () => Promise<void>;
}

export interface MiniflareGatewayOptions {
  /** Where the origin `app` listens. */
  readonly originUrl: string;
  readonly routes: readonly string[];
  /** What is bound as FLOOD_GUARD: requests a key and minute, or an expression of JavaScript. */
  readonly floodGuard: number | string;
}

const PORT = 8787;

/** Starts it with fresh keys and fresh state. */
export async function startMiniflareGateway(options: MiniflareGatewayOptions): Promise<MiniflareGateway> {
  const { originUrl, routes, floodGuard } = options;
  const code = await workerBundle();
  const { json, binary } = packPolicy(compileText(testRules({ origins: { app: originUrl }, routes }), PORT));
  const events: LogLine[] = [];
  const guard = typeof floodGuard === 'string' ? `, FLOOD_GUARD: ${floodGuard}` : '';
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate: '2026-11-17',
      modulesRoot: '/gateway',
      modules: [
        {
          type: 'ESModule',
          path: '/gateway/entry.js',
          contents: `import gateway from './worker.js';
export * from './worker.js';
export default { fetch: (request, env, context) => gateway.fetch(request, { ...env${guard} }, context) };`,
        },
        // The simulator knows no modules of JSON.
        { type: 'ESModule', path: '/gateway/worker.js', contents: code.replace(JSON_IMPORT, '$1./policy.js$2') },
        { type: 'ESModule', path: '/gateway/policy.js', contents: `export default ${json};` },
        { type: 'Data', path: '/gateway/addresses.bin', contents: binary },
      ],
      bindings: {
        PORTCULLIS_ENV: 'development',
        PORTCULLIS_STATE: 'embedded',
        ROLE_COOKIE_KEYS: developmentKeySet(),
        ADMIN_KEYS: developmentKeySet(),
        ORIGIN_APP_KEYS: developmentKeySet(),
      },
      durableObjects: { STATE: { className: 'GateState', useSQLite: true } },
      ...(typeof floodGuard === 'number'
        ? { ratelimits: { FLOOD_GUARD: { namespace_id: '1001', simple: { limit: floodGuard, period: 60 } } } }
        : {}),
      handleStructuredLogs: ({ message }) => {
        if (message.startsWith('{')) events.push(JSON.parse(message) as LogLine);
      },
    }),
  );
  await miniflare.ready;
  return {
    ask: (address, path, method = 'GET') =>
      miniflare.dispatchFetch(`http://localhost:${PORT}${path}`, {
        method,
        headers: { 'cf-connecting-ip': address },
      }) as unknown as Promise<Response>,
    eventOf: (response) => {
      const id = response.headers.get('portcullis-request-id');
      return until(() => events.find((event) => event['requestId'] === id));
    },
    stop: () => miniflare.dispose(),
  };
}

const JSON_IMPORT = /(["'])\.\/policy\.json(["'])(?:\s*with\s*\{[^}]*\})?/;
