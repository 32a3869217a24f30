import { expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { until } from '../../support/patience.ts';
import { EXECUTED, FAULTS } from '../../support/redis-faults.ts';

const { origin, gateway, bridge } = await redisGateOfFile({
  // Some of its faults last as long as anybody waits.
  deadline: '1s',
  more: `limits:
  exact: { quota: 50 per 1h, by: [tenant], counting: exact }
  ahead: { quota: 5000 per 1h, by: [tenant], counting: leased }`,
  routes: [
    'id: exact, path: /exact, access: { roles: any }, limits: [exact]',
    'id: ahead, path: /ahead, access: { roles: any }, limits: [ahead]',
  ],
});
const as = async (tid: string): Promise<(path: string) => Promise<Reply>> => {
  const cookie = await gateway.mint.cookie({ tid });
  return (path) => send(gateway, path, { headers: { cookie } });
};
const remaining = (reply: Reply): number => Number(/;r=(\d+)/.exec(reply.header('ratelimit') ?? '')?.[1]);

/** Questions that count something against a limit. What is asked behind an answer, to renew what is known, counts nothing. */
const countings = (): number =>
  bridge.requests.filter(({ commands }) => commands.flat().some((part) => String(part).startsWith('portcullis:limit:')))
    .length;

/** Asks until the store is believed: what is asked behind the answers fails as well, and a store that has failed is spared. */
const answered = (ask: () => Promise<Reply>): Promise<Reply> =>
  until(async () => {
    const reply = await ask();
    return reply.status === 200 ? reply : undefined;
  });

test.each(FAULTS)('%s: the request is refused, and counted once at most', async (fault) => {
  const ask = await as(fault);
  const left = remaining(await answered(() => ask('/exact')));
  const [before, asked] = [origin.begun, countings()];
  bridge.fail(fault);
  try {
    expectRefusal(await ask('/exact'), 503, 'unavailable');
    expect(countings() - asked).toBeLessThanOrEqual(1);
  } finally {
    bridge.fail(null);
  }
  expect(origin.begun).toBe(before);
  const failed = countings() - asked;
  const now = remaining(await answered(() => ask('/exact')));
  // One for each question since, among them those that a busy machine answers too late; what failed counts if Redis did it.
  const others = countings() - asked - failed;
  expect(now).toBe(left - others - (EXECUTED.has(fault) ? failed : 0));
});

test.each(['hang-after', 'truncated'] as const)(
  '%s: what was to be taken ahead is lost, and never spent',
  async (fault) => {
    const ask = await as(`ahead-${fault}`);
    const left = remaining(await answered(() => ask('/ahead')));
    bridge.fail(fault);
    const before = origin.begun;
    try {
      expectRefusal(await ask('/ahead'), 503, 'unavailable');
      expectRefusal(await ask('/ahead'), 503, 'unavailable');
    } finally {
      bridge.fail(null);
    }
    expect(origin.begun).toBe(before);
    // Two of which nobody heard, and this one: each took one at least.
    expect(remaining(await answered(() => ask('/ahead')))).toBeLessThanOrEqual(left - 3);
  },
);
