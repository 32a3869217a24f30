import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const origin = await originOfFile();
const rules = testRules({
  origins: { app: origin.url, other: origin.url },
  membersOf: {
    app: 'headers: { set: { X-Team: edge, authorization: { secret: APP_CREDENTIALS } }, remove: [Origin, X-Debug] }',
  },
  routes: [
    'id: app, path: /app/**, methods: [GET, POST], access: public, origin: app',
    'id: other, path: /other/**, methods: [GET, POST], access: public, origin: other',
  ],
});
const CREDENTIALS = 'Basic YXBwOnNlY3JldA==';
const gateway = await gatewayOfFile({ rules, settings: { APP_CREDENTIALS: CREDENTIALS } });
const ask = (target: string, headers: Ask['headers'] = {}): Promise<Reply> => send(gateway, target, { headers });
const seen = (): Readonly<Record<string, readonly string[]>> => origin.seen.at(-1)?.headers ?? {};

test('headers of the rules reach the app once each, also if the client sends its own', async () => {
  await ask('/app/x', { 'X-Team': ['one', 'two'], Authorization: 'Bearer client', 'X-Kept': 'yes' });
  expect(seen()).toMatchObject({ 'x-team': ['edge'], authorization: [CREDENTIALS], 'x-kept': ['yes'] });
  await contextOf(gateway, origin.seen.at(-1));
});

test.each(['x_team', 'X.Team', 'x-TEAM', 'X+Team', 'x~team', 'x!team', 'X_Debug', 'x.debug', 'x|debug'])(
  'the client cannot say %s beside them',
  async (name) => {
    await ask('/app/x', { [name]: 'mine' });
    const alike = Object.entries(seen()).filter(([each]) => /^x.(?:team|debug)$/.test(each));
    expect(alike).toEqual([['x-team', ['edge']]]);
  },
);

test('headers that the rules remove do not reach it', async () => {
  await ask('/app/x', { origin: `http://localhost:${gateway.port}`, 'x-debug': '1' });
  expect(Object.keys(seen())).not.toEqual(expect.arrayContaining(['origin']));
  expect(Object.keys(seen())).not.toEqual(expect.arrayContaining(['x-debug']));
});

test('other origins get what the client sends, and nothing of them', async () => {
  await ask('/other/x', { 'x-team': 'mine', authorization: 'Bearer client', 'x-debug': '1' });
  expect(seen()).toMatchObject({ 'x-team': ['mine'], authorization: ['Bearer client'], 'x-debug': ['1'] });
  await ask('/other/x');
  expect(Object.keys(seen())).not.toEqual(expect.arrayContaining(['authorization']));
});

describe('a secret that a header needs', () => {
  test.each<[string, string | null, RegExp]>([
    ['is missing', null, /^APP_CREDENTIALS is missing: the rules name it for authorization of origin "app"/],
    ['is empty', '', /^APP_CREDENTIALS is missing/],
    ['has a line break', 'Basic abc\r\nX-Evil: 1', /^APP_CREDENTIALS cannot be the value of a header/],
    ['is not ASCII', 'Basic p\u00e4ss', /^APP_CREDENTIALS cannot be the value of a header/],
  ])('%s: nothing is served, and the log names it without its value', async (_, value, said) => {
    const lacking = await startTestGateway({ rules, settings: { APP_CREDENTIALS: value } });
    try {
      for (const target of ['/app/x', '/other/x']) {
        const reply = await unreached(origin, () => send(lacking, target));
        expectRefusal(reply, 503, 'unavailable');
        const event = await lacking.eventOf(reply.header('portcullis-request-id'));
        expect(event['detail']).toMatch(said);
      }
      expect(JSON.stringify([lacking.events, lacking.output])).not.toMatch(/Basic|X-Evil/);
    } finally {
      await lacking.stop();
    }
  });

  test('stands in no log of a gateway that has it', () => {
    expect(JSON.stringify([gateway.events, gateway.output])).not.toContain('YXBwOnNlY3JldA');
  });
});
