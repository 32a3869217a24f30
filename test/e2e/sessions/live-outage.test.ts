import { expect, test } from 'vitest';
import { redisGateOfFile } from '../../support/gate.ts';
import { until } from '../../support/gateway.ts';
import { beginEvents, openStream } from '../../support/live.ts';

const { gateway, bridge: rest } = await redisGateOfFile({
  answer: beginEvents,
  routes: [
    'id: closed, path: /closed, access: { roles: any }',
    'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
  ],
});

const eventsOf = (requestId: string | null) => gateway.events.filter((event) => event['requestId'] === requestId);
const reasonsOf = (requestId: string | null) => eventsOf(requestId).map(({ event, reason }) => [event, reason]);

test('while state is away, connections end or stay as their route says', async () => {
  const headers = { cookie: await gateway.mint.cookie() };
  const closed = await openStream(gateway, '/closed', headers);
  const open = await openStream(gateway, '/open', headers);
  rest.fail('hang-before');
  expect(await until(() => closed.ending() ?? undefined)).toEqual({ complete: false });
  await until(() => (eventsOf(closed.requestId).length > 1 ? true : undefined));
  expect(reasonsOf(closed.requestId)).toEqual([
    ['connection_unchecked', 'state_unavailable'],
    ['connection_ended', 'state_unavailable'],
  ]);
  // Not before the grace is over that began with the last answer of the store.
  expect(eventsOf(closed.requestId)[1]?.['durationMs']).toBeGreaterThanOrEqual(5000);
  await until(() => (eventsOf(open.requestId).length > 0 ? true : undefined));
  expect([open.ending(), reasonsOf(open.requestId)]).toEqual([null, [['connection_unchecked', 'state_unavailable']]]);
  open.leave();
});
