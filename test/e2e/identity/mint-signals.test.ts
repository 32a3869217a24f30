import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { send } from '../../support/client.ts';
import { folderOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { signalGateOfFile } from './signal-gate.ts';

/** The commands that send samples, against gateways that run. */

const { expectIn, expectOut, first, origin, provider, signedIn } = await signalGateOfFile();
const folder = await folderOfFile('portcullis-mint');
const rules = join(folder, 'gateway.yaml');
const key = join(folder, 'provider.jwk');
writeFileSync(key, JSON.stringify(provider.keys.privateJwk));
writeFileSync(
  rules,
  `version: 1
gateway: test-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [reader]
origins:
  app: { url: "https://origin.example.net", keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 10m }
identity:
  okta:
    issuer: https://idp.example
    client: { id: gateway-1, secret: OKTA_CLIENT_SECRET }
    tenant: acme
    roles: [{ group: Readers, grant: [reader] }]
    signals: { scim: OKTA_SCIM_TOKEN, backchannelLogout: true, universalLogout: true, events: { audience: "https://app.example/events" } }
  silent:
    issuer: https://idp2.example
    client: { id: gateway-1, secret: SILENT_CLIENT_SECRET }
    tenant: acme
    roles: [{ group: Readers, grant: [reader] }]
    signals: { scim: SILENT_SCIM_TOKEN, backchannelLogout: true, events: true }
  quiet:
    issuer: https://idp3.example
    client: { id: gateway-1, secret: QUIET_CLIENT_SECRET }
    tenant: acme
    roles: [{ group: Readers, grant: [reader] }]
signIn: okta
routes:
  - { id: app, path: /**, access: { roles: any } }
development:
  hosts: ["localhost:8787"]
  origins: { app: "http://localhost:8788" }
  identity: { okta: "${provider.issuer}", silent: "${provider.issuer}", quiet: "${provider.issuer}" }
`,
);
const ENV = {
  PORTCULLIS_GATEWAY: first.url,
  OKTA_SCIM_TOKEN: 'a-scim-token-of-the-test-long-enough',
  SILENT_SCIM_TOKEN: 'a-scim-token-of-the-other-long-enough',
};
const mint = (...args: string[]) => runCli(['mint', ...args, '--rules', rules], ENV);
const signed = (...args: string[]) => mint(...args, '--provider', 'okta', '--key', key);

describe('portcullis mint set', () => {
  test.each([
    ['session-revoked', 'sub', []],
    ['credential-change', 'email', []],
    ['assurance-level-change', 'sub', ['--draft']],
    ['device-compliance-change', 'sub', []],
    ['token-claims-change', 'email', ['--draft']],
    ['account-disabled', 'sub', []],
  ] as const)('%s about a person by %s ends the sessions of that person', async (event, by, more) => {
    const [ann, bob] = [await signedIn(), await signedIn()];
    await expectIn(ann);
    const { exitCode, out } = await signed('set', '--event', event, `--${by}`, ann[by], ...more);
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/answered 202: taken\. .* within a second/)]);
    await expectOut(ann);
    await expectIn(bob);
  });

  test('asks whether a stream is heard', async () => {
    const { exitCode, out } = await signed('set', '--event', 'verification');
    const id = / of request (\S+) /.exec(out)?.[1];
    const event = await until(() => first.events.find((each) => each.event === 'signal' && each['requestId'] === id));
    expect([exitCode, event['outcome']]).toEqual([0, 'verified']);
  });

  test('prints the token instead, for other receivers', async () => {
    const { exitCode, out } = await signed('set', '--sub', '00u1', '--print');
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
  });
});

test('portcullis mint logout-token ends a session, or all of a person', async () => {
  const [ann, bob] = [await signedIn(), await signedIn()];
  expect((await signed('logout-token', '--sid', ann.sid)).exitCode).toBe(0);
  await expectOut(ann);
  await expectIn(bob);
  expect((await signed('logout-token', '--sub', bob.sub)).exitCode).toBe(0);
  await expectOut(bob);
});

describe('portcullis mint scim', () => {
  test.each(['okta', 'entra'])('creates, groups, ungroups and deactivates a person in the form of %s', async (form) => {
    const ann = await signedIn();
    const group = `Readers of ${form}`;
    const scim = (action: string, ...more: string[]) =>
      mint('scim', action, '--provider', 'okta', '--form', form, ...more);
    const who = ['--user', ann.email];
    const results = [
      await scim('create-user', ...who, '--external-id', ann.sub),
      await scim('create-group', '--group', group),
      await scim('add-member', ...who, '--group', group),
      await scim('remove-member', ...who, '--group', group),
    ];
    expect(results.map(({ exitCode, told }) => [exitCode, told])).toEqual(results.map(() => [0, '']));
    await expectIn(ann);
    const { exitCode, out } = await scim('deactivate-user', ...who);
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/200 {2}PATCH {2}deactivates the user\nDone\./)]);
    await expectOut(ann);
  });

  test('sends the steps of a conversation', async () => {
    const file = join(folder, 'talk.json');
    const steps = [
      {
        title: 'creates',
        method: 'POST',
        path: '/Users',
        body: { userName: 'talk@x' },
        status: 201,
        save: { a: 'id' },
      },
      { title: 'reads', method: 'GET', path: '/Users/{a}', status: 200 },
      { title: 'misses', method: 'GET', path: '/Users/none', status: 404 },
      { title: 'is wrong', method: 'GET', path: '/Users/{a}', status: 404 },
    ];
    writeFileSync(file, JSON.stringify({ steps }));
    const { exitCode, out, told } = await mint('scim', '--conversation', file, '--provider', 'okta');
    expect([exitCode, out.split('\n').length]).toEqual([1, 3]);
    expect(told).toMatch(/^is wrong: .*It had to be 404\.$/);
  });

  test('prints the request that changes something', async () => {
    const { out } = await mint(
      'scim',
      'deactivate-user',
      '--user',
      'ann@x',
      '--form',
      'entra',
      '--provider',
      'okta',
      '--print',
    );
    expect(JSON.parse(out)).toMatchObject({
      method: 'PATCH',
      path: '/Users/{user}',
      body: { Operations: [{ value: 'False' }] },
    });
  });
});

describe('what is not taken is explained', () => {
  test.each([
    [
      ['set', '--provider', 'silent', '--key', key, '--sub', '1'],
      1,
      'answered 404: not taken, and nothing has ended. .*Set "signals.events" there',
    ],
    [['logout-token', '--provider', 'okta', '--key', key, '--kid', 'other', '--sub', '1'], 1, 'publishes no such key'],
    [['scim', 'create-user', '--user', 'ann@x', '--provider', 'silent'], 1, 'Set "signals.scim" there'],
    [['scim', 'deactivate-user', '--user', 'stranger@x', '--provider', 'okta'], 1, 'no such user. Create it first'],
    [['set', '--provider', 'quiet', '--key', key, '--sub', '1'], 2, 'take no events from quiet.*gateway.yaml:'],
    [['scim', 'create-user', '--user', 'ann@x', '--provider', 'quiet'], 2, 'keep no directory for quiet'],
    [['set', '--provider', 'okta', '--key', key], 2, 'name one with --sub or --email'],
    [['set', '--provider', 'okta', '--sub', '1', '--key', rules], 2, 'holds no private key'],
    [['set', '--provider', 'okta', '--sub', '1'], 2, 'with --key'],
    [
      ['set', '--provider', 'okta', '--sub', '1', '--event', 'sesion-revoked', '--key', key],
      2,
      'Did you mean "session-revoked"',
    ],
    [['logout-token', '--provider', 'okta', '--key', key], 2, 'Say what ends'],
    [['scim', '--provider', 'okta'], 2, 'Name either an action'],
    [['scim', 'add-member', '--user', 'a', '--provider', 'okta'], 2, 'needs --group'],
  ] as const)('%j', async (args, exitCode, text) => {
    const before = origin.begun;
    expect(await mint(...args)).toMatchObject({ exitCode, told: expect.stringMatching(new RegExp(text, 's')) });
    expect(origin.begun).toBe(before);
  });
});

test('with a wrong token, a directory is not touched', async () => {
  const env = { ...ENV, OKTA_SCIM_TOKEN: 'another token' };
  const args = ['mint', 'scim', 'create-user', '--user', 'eve@x', '--provider', 'okta', '--rules', rules];
  expect(await runCli(args, env)).toMatchObject({ exitCode: 1, told: expect.stringContaining('answered 401') });
  const url = '/.portcullis/scim/v2/okta/Users?filter=userName%20eq%20%22eve@x%22';
  const authorization = `Bearer ${ENV.OKTA_SCIM_TOKEN}`;
  expect(JSON.parse((await send(first, url, { headers: { authorization } })).text)).toMatchObject({ totalResults: 0 });
});
