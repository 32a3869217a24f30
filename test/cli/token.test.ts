import { describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';

const { server, portcullis } = await adminCommandOfFile();
const MADE = { token: 'pct_acme.id.secret', id: 'id', expires: '2027-01-01T00:00:00.000Z' };
const CREATE = ['token', 'create', 'acme', 'ci', '--roles', 'owner,driver'];

describe('portcullis token create', () => {
  it('prints the token alone, and beside it what it is', async () => {
    server.answer = (_request, response) => reply(response, 201, MADE);
    const result = await portcullis([...CREATE, '--addresses', '10.0.0.0/8', '--expires', '2027-01-01T00:00Z']);
    expect(result).toEqual({
      exitCode: 0,
      out: MADE.token,
      told: `Token id, until ${MADE.expires}. It is shown this once:`,
    });
    expect(server.seen.at(-1)).toMatchObject({
      method: 'POST',
      path: '/.portcullis/v1/tenants/acme/tokens',
      body: { name: 'ci', roles: ['owner', 'driver'], addresses: ['10.0.0.0/8'], expires: MADE.expires },
    });
    expect(JSON.parse((await portcullis([...CREATE, '--json'])).out)).toEqual(MADE);
  });

  it.each([{}, { ...MADE, token: null }])('does not take %j for a token', async (answer) => {
    server.answer = (_request, response) => reply(response, 201, answer);
    expect(await portcullis(CREATE)).toMatchObject({ exitCode: 1, out: '' });
  });
});

it('portcullis token rotate says how long the old secret stays', async () => {
  server.answer = (_request, response) => reply(response, 200, MADE);
  expect(await portcullis(['token', 'rotate', 'acme', 'id', '--overlap', '2h'])).toMatchObject({ out: MADE.token });
  expect(server.seen.at(-1)).toMatchObject({
    path: '/.portcullis/v1/tenants/acme/tokens/id/rotate',
    body: { overlap: 7200 },
  });
});

describe('portcullis token delete', () => {
  it('asks first', async () => {
    server.answer = (_request, response) => {
      response.writeHead(204, { 'portcullis-request-id': 'r-1' }).end();
    };
    const before = server.seen.length;
    expect((await portcullis(['token', 'delete', 'acme', 'id'], { answer: 'no' })).exitCode).toBe(1);
    expect(server.seen).toHaveLength(before);
    expect(await portcullis(['token', 'delete', 'acme', 'id', '--yes'])).toMatchObject({
      exitCode: 0,
      out: 'Token id of acme has ended.',
    });
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/.portcullis/v1/tenants/acme/tokens/id' });
  });
});

describe('portcullis token list', () => {
  it('prints every token, without a secret', async () => {
    const token = {
      id: 'id',
      name: 'ci',
      roles: ['owner'],
      addresses: [],
      created: 'c',
      expires: 'e',
      by: 'operator:ann',
    };
    server.answer = (_request, response) => reply(response, 200, { tokens: [token], next: null });
    expect((await portcullis(['token', 'list', 'acme'])).out.split('\n')).toEqual([
      'id  name  roles  addresses  created  expires  by',
      'id  ci    owner  any        c        e        operator:ann',
    ]);
    server.answer = (_request, response) => reply(response, 200, { tokens: [], next: null });
    expect(await portcullis(['token', 'list', 'acme'])).toMatchObject({ told: 'acme has no tokens.' });
  });
});
