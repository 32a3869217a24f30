import { expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { providerRule, withProviders } from '../../support/identity-provider.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

/** A directory of 2,000 people: what a page of it costs. */

const PEOPLE = 2000;
/** A name and a person each, of 64 documents in one write. */
const WRITTEN_AT_ONCE = 32;

const { gateway, bridge, token } = await redisGateOfFile({
  routes: ['id: mine, path: /mine, access: { roles: any }'],
  settings: { OKTA_SCIM_TOKEN: SCIM_TOKEN, OKTA_CLIENT_SECRET: 'a client secret of the test' },
  adjust: withProviders(providerRule('https://okta.example')),
});
const call = scimClient(gateway, 'okta');
const state = createRedisState({ url: bridge.url, token }, 5000);
const nameOf = (index: number) => `person-${String(index).padStart(5, '0')}@example.com`;

for (let first = 0; first < PEOPLE; first += WRITTEN_AT_ONCE) {
  const some = Array.from({ length: Math.min(WRITTEN_AT_ONCE, PEOPLE - first) }, (_, index) => first + index);
  const changes = some.flatMap((index) => {
    const userName = nameOf(index);
    const resource = { userName, active: true };
    const rest = { externalId: null, active: true, emails: [], notBefore: null, notAfter: null, gone: false };
    const user = { resource, userName, ...rest, created: 1, modified: 1 };
    return [
      { key: keptKey('username', userName), value: `id-${index}`, expires: null },
      { key: keptKey('user', `id-${index}`), value: JSON.stringify(user), expires: null },
    ];
  });
  await state.writeKept('provider:okta', changes);
}

interface Page {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly { readonly id: string; readonly userName: string }[];
}

/** A list, and how often the gateway asked shared state for it. */
async function ask(query: string): Promise<{ readonly page: Page; readonly calls: number }> {
  const before = bridge.requests.length;
  const reply = await call('GET', `/Users${query}`);
  expect(reply.status, reply.text).toBe(200);
  return { page: JSON.parse(reply.text) as Page, calls: bridge.requests.length - before };
}

/** The first list of all: the index is read once, to count it, before any test. */
const first = await ask('?startIndex=1&count=100');

/** Limit and revocations, the places, two pages of the index, four reads of 64 people at most. */
const MAX_CALLS = 9;

test('every page but the first of a list costs the same, wherever it is, and the pages make the whole', async () => {
  expect(first.calls).toBeGreaterThanOrEqual(PEOPLE / 200);
  const names = first.page.Resources.map(({ userName }) => userName);
  for (let startIndex = 101; startIndex <= PEOPLE; startIndex += 100) {
    const { page, calls } = await ask(`?startIndex=${startIndex}&count=100`);
    expect([page.totalResults, page.startIndex, page.itemsPerPage]).toEqual([PEOPLE, startIndex, 100]);
    expect(calls).toBeLessThanOrEqual(MAX_CALLS);
    names.push(...page.Resources.map(({ userName }) => userName));
  }
  expect(names).toEqual(Array.from({ length: PEOPLE }, (_, index) => nameOf(index)));
});

test.each([
  ['?startIndex=1950&count=200', 1949, 51],
  ['?startIndex=399&count=2', 398, 2],
  ['?startIndex=150&count=200', 149, 200],
  ['?startIndex=2000', 1999, 1],
  ['?startIndex=2001&count=10', 2000, 0],
  ['?startIndex=1&count=0', 0, 0],
  ['?startIndex=-5&count=3', 0, 3],
  ['', 0, 100],
])('%s shows what RFC 7644 asks for', async (query, skip, length) => {
  const { page, calls } = await ask(query);
  expect(page.totalResults).toBe(PEOPLE);
  expect(page.Resources.map(({ userName }) => userName)).toEqual(
    Array.from({ length }, (_, index) => nameOf(skip + index)),
  );
  expect(calls).toBeLessThanOrEqual(MAX_CALLS);
});

test('one person is found by name or id without the index', async () => {
  for (const filter of [`userName eq "${nameOf(1234)}"`, 'id eq "id-1234"']) {
    const { page, calls } = await ask(`?filter=${encodeURIComponent(filter)}`);
    expect(page.Resources.map(({ id }) => id)).toEqual(['id-1234']);
    expect(calls).toBeLessThanOrEqual(5);
  }
});

test('people who come, go, or change their names are in the next list', async () => {
  const created = await call('POST', '/Users', { userName: 'a-first@example.com', externalId: 'x1' });
  const { id } = JSON.parse(created.text) as { readonly id: string };
  const head = async () => {
    const { page } = await ask('?startIndex=1&count=1');
    return [page.totalResults, page.Resources[0]?.userName];
  };
  expect(await head()).toEqual([PEOPLE + 1, 'a-first@example.com']);
  await call('PUT', `/Users/${id}`, { userName: 'zz-last@example.com', externalId: 'x1' });
  expect(await head()).toEqual([PEOPLE + 1, nameOf(0)]);
  expect((await ask(`?startIndex=${PEOPLE + 1}`)).page.Resources.map((each) => each.id)).toEqual([id]);
  const { page, calls } = await ask('?filter=externalId%20eq%20%22x1%22');
  expect([page.totalResults, calls <= 5]).toEqual([1, true]);
  await call('DELETE', `/Users/${id}`);
  expect(await head()).toEqual([PEOPLE, nameOf(0)]);
});
