import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKeySet, freePort, startGateway } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkerd } from '../../../cli/src/dev/workerd-process.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { until } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';

let origin: TestOrigin;
let folder: string;

beforeAll(async () => {
  origin = await startOrigin();
  folder = await mkdtemp(join(tmpdir(), 'compiled-rules-'));
});

afterAll(async () => {
  await origin?.close();
  await rm(folder, { recursive: true, force: true });
});

test('long lists come from the binary file, and without the one that belongs to the rules nothing is served', async () => {
  const port = await freePort();
  const blocked = Array.from({ length: 100 }, (_, index) => [`203.0.${index}.7`, `"2001:db8:${index}:1::/64"`]).flat();
  const rules = testRules({
    origins: { app: origin.url },
    routes: ['id: open, path: /open, access: public'],
    more: `addresses: { blocked: [${blocked.join(', ')}] }\ndeny: { addresses: [blocked] }`,
    clientAddress: ADDRESS_FROM_HEADER,
  });
  const compiled = compileRules({ file: 'test.yaml', text: rules.replaceAll('PORT', String(port)) });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  const keys = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'].map((name) => [name, developmentKeySet()]);
  const settings = {
    PORTCULLIS_ENV: 'development',
    PORTCULLIS_STATE: 'embedded',
    ...(Object.fromEntries(keys) as Record<string, string>),
  };
  const log: string[] = [];
  const onLog = (line: string): unknown => log.push(line);
  const from = (address: string): Promise<Reply> =>
    send({ port }, '/open', { headers: { 'x-forwarded-for': address } });

  const gateway = await startGateway({ policy: compiled.policy, port, settings, folder, keepState: true, onLog });
  try {
    expect((await from('203.0.99.8')).status).toBe(200);
    expect((await from('2001:db8:99:2::1')).status).toBe(200);
    expectRefusal(await from('203.0.99.7'), 403, 'forbidden');
    expectRefusal(await from('2001:db8:99:1:2::1'), 403, 'forbidden');
  } finally {
    await gateway.stop();
  }

  const file = join(folder, 'addresses.bin');
  await writeFile(file, (await readFile(file)).fill(0, 0, 32));
  const begun = origin.begun;
  const mixed = startWorkerd(join(folder, 'workerd.capnp'), settings, onLog);
  try {
    const reply = await until(() => from('203.0.99.8').catch(() => undefined));
    expectRefusal(reply, 503, 'unavailable', '', { rulesAreRead: false });
    expect(reply.text).not.toContain('addresses.bin');
    expectRefusal(await send({ port }, '/.portcullis/ready'), 503, 'unavailable', '', { rulesAreRead: false });
    const event = await until(() => log.find((line) => line.includes('config_invalid')));
    expect(event).toContain('policy.json and addresses.bin do not belong together');
    expect(origin.begun).toBe(begun);
  } finally {
    await mixed.stop();
  }
});
