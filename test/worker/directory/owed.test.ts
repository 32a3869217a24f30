import { expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { changeUser, createUser, directoryIn, settleOwed } from '../../../worker/directory/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { createReplicatedState } from '../../../worker/state/replica/replicated-state.ts';
import { providerRule } from '../../support/identity-provider.ts';
import { redisStoreOfFile } from '../../support/of-file.ts';

const { bridge, token } = await redisStoreOfFile();
const state = createReplicatedState(createRedisState({ url: bridge.url, token }, 2000), Date.now);
const session = { lifetimeSeconds: 600, renew: null, at: 'test.yaml:1' };
const directory = directoryIn(state, providerRule('https://okta.example'), session);

const person = (userName: string) => ({
  userName,
  externalId: null,
  emails: [],
  active: true,
  notBefore: null,
  notAfter: null,
  resource: { userName },
});

test('two changes of one person before their sessions have ended end those of all names', async () => {
  const { user } = await createUser(directory, person('first@example.com'));
  const expires = Date.now() / 1000 + 600;
  for (const name of ['first', 'second', 'third'])
    await state.writeKept(directory.home, [
      { key: keptKey('name', `${name}@example.com`, 'acme', name), value: '', expires },
    ]);
  for (const name of ['second', 'third'])
    await changeUser(directory, user.id, () => ({ ...person(`${name}@example.com`), active: name === 'second' }));
  const ended = await settleOwed(directory);
  expect(new Set(ended.map(({ id }) => id))).toEqual(new Set(['first', 'second', 'third']));
  expect(await settleOwed(directory)).toEqual([]);
});
