import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** What callers asked the bridge for. */
export interface BridgeCounts {
  /** HTTP requests. */
  readonly requests: number;
  /** Commands by name; those that run a script by its digest. */
  readonly commands: Readonly<Record<string, number>>;
}

/** Milliseconds that every answer comes later; `hangs`: none comes; `refuses`: nobody listens. */
export type Distance = number | 'hangs' | 'refuses';

/** Between the two processes. */
export interface BridgeCall {
  readonly id: number;
  readonly set?: Distance;
  readonly reset?: boolean;
}
export type BridgeReply = { readonly id: number; readonly url?: string; readonly counts?: BridgeCounts };

/** The bridge that both the gateway and its peer use. */
export interface BenchBridge {
  readonly url: string;
  readonly token: string;
  readonly setDistance: (distance: Distance) => Promise<void>;
  /** What was asked since the last reset. */
  readonly counts: () => Promise<BridgeCounts>;
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const FILE = fileURLToPath(new URL('./bridge-process.ts', import.meta.url));

export async function startBenchBridge(redisUrl: string): Promise<BenchBridge> {
  const token = randomBytes(24).toString('base64url');
  const child = fork(FILE, [redisUrl, token]);
  const waiting = new Map<number, (reply: BridgeReply) => void>();
  child.on('message', (reply: BridgeReply) => waiting.get(reply.id)?.(reply));
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('the bridge to Redis ended')));
  });
  ended.catch(() => undefined);
  const replyTo = (id: number): Promise<BridgeReply> =>
    Promise.race([ended, new Promise<BridgeReply>((resolve) => waiting.set(id, resolve))]).finally(() =>
      waiting.delete(id),
    );
  const { url = '' } = await replyTo(0);
  let calls = 0;
  const call = async (question: Omit<BridgeCall, 'id'>): Promise<BridgeCounts> => {
    calls += 1;
    const replied = replyTo(calls);
    child.send({ id: calls, ...question });
    return (await replied).counts ?? { requests: 0, commands: {} };
  };
  return {
    url,
    token,
    setDistance: async (set) => void (await call({ set })),
    counts: () => call({}),
    reset: async () => void (await call({ reset: true })),
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
