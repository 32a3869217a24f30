import { expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { admin } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { type Gate, gateOfFile } from '../../support/gate.ts';
import { redisStoreOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { guardedStatus } from '../../support/unreached.ts';

/** Tokens of machines, where the rules let them live less long than when they were made. */

const redis = await redisStoreOfFile();
const gateOf = (lifetime: string) =>
  gateOfFile({
    more: `tokens: { roles: [owner], lifetime: ${lifetime} }`,
    settings: redis.settings,
    routes: ['id: token, path: /**, access: { roles: [owner], credentials: [token] }'],
  });
const [before, after] = [await gateOf('90d'), await gateOf('1h')];
const store = createRedisState({ url: redis.bridge.url, token: redis.token }, 5000);

interface Made {
  readonly id: string;
  readonly token: string;
}

/** A token that was made so long ago. */
async function tokenOfAge(seconds: number): Promise<Made> {
  const reply = await admin(before.gateway, 'POST', 'tenants/acme/tokens', { name: 'ci', roles: ['owner'] });
  const made = JSON.parse(reply.text) as Made;
  const key = keptKey('token', made.id);
  const [kept] = await store.readKept('acme', [key]);
  const document = JSON.parse(kept?.value ?? '') as Readonly<Record<string, unknown>>;
  const value = JSON.stringify({ ...document, created: Number(document['created']) - seconds });
  await store.writeKept('acme', [{ key, value, expires: kept?.expires ?? null }]);
  return made;
}
const use = ({ origin: reached, gateway: at }: Gate, { token }: Made) =>
  guardedStatus(reached, () => send(at, '/x', { headers: { authorization: `Bearer ${token}` } }));

test('a token that is too old for them is over, and another one is not yet', async () => {
  const [old, young] = [await tokenOfAge(3601), await tokenOfAge(3000)];
  expect([await use(before, old), await use(before, young)]).toEqual([200, 200]);
  expect([await use(after, old), await use(after, young)]).toEqual([401, 200]);
  const { tokens } = JSON.parse((await admin(after.gateway, 'GET', 'tenants/acme/tokens')).text) as {
    tokens: readonly { id: string; created: string; expires: string }[];
  };
  for (const { created, expires } of tokens) expect(Date.parse(expires) - Date.parse(created)).toBe(3600 * 1000);
  expect(tokens.map(({ id }) => id).sort()).toEqual([old.id, young.id].sort());
});

test('a token ends on the dot', async () => {
  const { made, end } = await until(async () => {
    const end = Date.now() / 1000 + 3;
    const made = await tokenOfAge(3597);
    // On a busy machine, the moment may have passed: then it shows nothing.
    return (await use(after, made)) === 200 ? { made, end } : undefined;
  });
  await until(async () => ((await use(after, made)) === 401 ? true : undefined));
  expect(Date.now() / 1000).toBeGreaterThanOrEqual(Math.floor(end));
});
