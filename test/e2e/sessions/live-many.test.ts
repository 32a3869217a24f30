import { expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { until } from '../../support/gateway.ts';
import { beginEvents, type LiveConnection, openStream } from '../../support/live.ts';
import { pause } from '../../support/patience.ts';

/** Many open connections ask shared state no more often than one does. */

const STREAMS = 500;
const AT_ONCE = 25;
const { gateway, bridge: rest } = await redisGateOfFile({
  answer: beginEvents,
  routes: [
    'id: usual, path: /usual, access: { roles: any }',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
  ],
});

async function openStreams(): Promise<LiveConnection[]> {
  const opened: LiveConnection[] = [];
  for (let from = 0; from < STREAMS; from += AT_ONCE) {
    const ids = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    opened.push(
      ...(await Promise.all(
        ids.map(async (id) => {
          const cookie = await gateway.mint.cookie({ sub: `user-${id}`, sid: `session-${id}` });
          return openPatiently(id % 2 === 0 ? '/usual' : '/strict', { cookie });
        }),
      )),
    );
  }
  return opened;
}

/** On a busy machine the store may be too late for a request, which is not what this is about. */
async function openPatiently(path: string, headers: Record<string, string>): Promise<LiveConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openStream(gateway, path, headers);
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(200 * attempt);
    }
  }
}

/** Request and reason of each connection that the gateway ended. On a busy machine, the store may be too late for some. */
const endings = (): readonly string[] =>
  gateway.events.flatMap((line) =>
    line.event === 'connection_ended' ? [`${String(line['requestId'])} ${String(line['reason'])}`] : [],
  );

test('five hundred event streams cost about one call a second, and each ends with its session', async () => {
  const streams = await openStreams();
  const before = rest.requests.length;
  const fromMs = performance.now();
  const calls = await until(() => {
    const asked = rest.requests.length - before;
    return asked >= 6 ? asked : undefined;
  });
  // A refresh that is late on a busy machine is begun again.
  expect(calls).toBeLessThanOrEqual(2 * Math.ceil((performance.now() - fromMs) / 1000) + 1);
  const endedBefore = streams.filter((stream) => stream.ending() !== null);
  for (const { requestId } of endedBefore)
    await until(() => endings().includes(`${requestId} state_unavailable`) || undefined);

  const [chosen] = streams.filter((stream) => stream.ending() === null);
  // The machine was so busy that the store was too late for all of them.
  if (chosen === undefined) return;
  await revoke(gateway, { tenant: 'acme', session: `session-${streams.indexOf(chosen)}` });
  await until(() => chosen.ending() ?? undefined);
  const others = () => endings().filter((ending) => !ending.endsWith(' state_unavailable'));
  expect(await until(() => (others().length > 0 ? others() : undefined))).toEqual([
    `${chosen.requestId} session_revoked`,
  ]);
  await revoke(gateway, { all: true });
  await until(() => (streams.every((stream) => stream.ending() !== null) ? true : undefined));
});
