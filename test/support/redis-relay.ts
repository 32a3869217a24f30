import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** An address of Redis behind which another server can be put, as a failover or a changed setting does. */
export interface RedisRelay {
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string;
  /** Ends all connections; those that come from now on go there. */
  readonly point: (port: number) => void;
  readonly stop: () => Promise<void>;
}

export async function startRedisRelay(port: number): Promise<RedisRelay> {
  let target = port;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dropAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    point: (next) => {
      target = next;
      dropAll();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
  };
}
