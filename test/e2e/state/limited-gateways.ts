import { randomBytes } from 'node:crypto';
import { send } from '../../support/client.ts';
import { type Grant, startLoggedWay } from '../../support/exact-log.ts';
import { startOrigin } from '../../support/origin.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';
import { type SeveralGateways, startSeveralGateways } from '../../support/several-gateways.ts';

/** A request that was sent to one of the gateways. */
export interface Asked {
  readonly gateway: number;
  readonly sentMs: number;
  /** When it reached the origin; `null` where it did not. */
  readonly arrivedMs: number | null;
  /** 0 where the gateway was gone before it answered. */
  readonly status: number;
  readonly answeredMs: number;
  readonly retryAfterSeconds: number | null;
}

/** Gateways that share one Redis, each by a way of its own on which all that is counted is written down. */
export interface LimitedGateways {
  readonly gateways: SeveralGateways;
  /** @param path without a query */
  readonly ask: (gateway: number, path: string, headers: Readonly<Record<string, string>>) => Promise<Asked>;
  /** What was counted so far, of all or of one quota, key of the store, gateway. */
  readonly grants: (of: {
    readonly quota?: number;
    readonly key?: string;
    readonly gateway?: number;
  }) => readonly Grant[];
  readonly stop: () => Promise<void>;
}

/** @param parts limits and routes of the rules; addresses come from `X-Forwarded-For` */
export async function startLimitedGateways(
  count: number,
  parts: { readonly limits: string; readonly routes: readonly string[] },
): Promise<LimitedGateways> {
  const arrivals = new Map<string, number>();
  const origin = await startOrigin((request, response) => {
    arrivals.set(new URL(request.url ?? '/', 'http://origin').searchParams.get('n') ?? '', Date.now());
    response.end('ok');
  });
  const server = await startRedisServer();
  const token = randomBytes(24).toString('base64url');
  const ways = await Promise.all(Array.from({ length: count }, () => startLoggedWay(server.url, token)));
  const rules = testRules({
    clientAddress: ADDRESS_FROM_HEADER,
    origins: { app: origin.url },
    more: parts.limits,
    routes: parts.routes,
  });
  const gateways = await startSeveralGateways(count, (index) => ({
    rules,
    settings: {
      PORTCULLIS_STATE: 'redis',
      UPSTASH_REDIS_REST_URL: ways[index]?.url ?? '',
      UPSTASH_REDIS_REST_TOKEN: token,
    },
  }));
  let sent = 0;
  return {
    gateways,
    ask: async (index, path, headers) => {
      sent += 1;
      const id = String(sent);
      const sentMs = Date.now();
      const gateway = gateways[index] ?? gateways[0];
      const reply = await send(gateway, `${path}?n=${id}`, { headers }).catch(() => null);
      const wait = reply?.header('retry-after') ?? null;
      return {
        gateway: index,
        sentMs,
        arrivedMs: arrivals.get(id) ?? null,
        status: reply?.status ?? 0,
        answeredMs: Date.now(),
        retryAfterSeconds: wait === null ? null : Number(wait),
      };
    },
    grants: ({ quota, key, gateway }) =>
      ways
        .filter((_way, number) => gateway === undefined || number === gateway)
        .flatMap(({ grants }) => grants)
        .filter((grant) => (key ?? grant.key) === grant.key && (quota ?? grant.quota) === grant.quota),
    stop: async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(ways.map((way) => way.stop()));
      await server.stop();
      await origin.close();
    },
  };
}
