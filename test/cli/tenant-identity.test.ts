import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';

const { server, folder, portcullis } = await adminCommandOfFile();
const PATH = '/.portcullis/v1/tenants/acme/identity';
const IDENTITY = {
  issuer: 'https://acme.okta.com',
  client: { id: 'c1' },
  roles: [{ anyone: true, grant: ['driver'] }],
};
const SHOWN = {
  tenant: 'acme',
  identity: IDENTITY,
  since: '2026-12-01T08:00:00.000Z',
  signIn: '/.portcullis/sign-in/tenant.acme',
  callback: '/.portcullis/sign-in/tenant.acme/callback',
};
const file = join(folder.path, 'identity.json');
writeFileSync(file, JSON.stringify(IDENTITY));
let ended: readonly object[];

beforeEach(() => {
  ended = [{ people: 0, next: null }];
  server.answer = ({ method }, response) => {
    const [first, ...others] = ended;
    if (others.length > 0) ended = others;
    reply(response, 200, method === 'GET' ? SHOWN : { ...SHOWN, ended: first });
  };
});

const identity = (args: readonly string[], env: Readonly<Record<string, string>> = {}, answer?: string) =>
  portcullis(['tenant', 'identity', ...args], { env, answer });

describe('portcullis tenant identity', () => {
  it('shows the provider, and what to enter there', async () => {
    const { exitCode, out } = await identity(['show', 'acme']);
    expect(exitCode).toBe(0);
    expect(out).toContain('"issuer": "https://acme.okta.com"');
    expect(out).toContain('redirect URI  /.portcullis/sign-in/tenant.acme/callback');
    expect(JSON.parse((await identity(['show', 'acme', '--json'])).out)).toEqual(SHOWN);
  });

  it('says that there is none', async () => {
    server.answer = (_request, response) => reply(response, 200, { tenant: 'acme', identity: null });
    expect((await identity(['show', 'acme'])).out).toBe('Tenant acme has no identity provider of its own.');
  });

  it('sets it with the secret of the environment, after asking', async () => {
    const { exitCode, told } = await identity(
      ['set', 'acme', '--file', file],
      { IDENTITY_CLIENT_SECRET: 'very-secret' },
      'yes',
    );
    expect([exitCode, told]).toEqual([0, expect.stringContaining('will sign in by https://acme.okta.com')]);
    expect(told).not.toContain('very-secret');
    expect(server.seen.at(-1)).toMatchObject({
      method: 'PUT',
      body: { ...IDENTITY, client: { id: 'c1', secret: 'very-secret' } },
    });
    expect(server.seen.at(-1)?.path.startsWith(PATH)).toBe(true);
  });

  it('does nothing unless agreed to', async () => {
    const before = server.seen.length;
    expect((await identity(['set', 'acme', '--file', file], {}, 'no')).exitCode).toBe(1);
    expect((await identity(['set', 'acme', '--file', file])).exitCode).toBe(2);
    expect((await identity(['remove', 'acme'])).exitCode).toBe(2);
    expect(server.seen.length).toBe(before);
  });

  it('goes on until every session has ended that it ends', async () => {
    ended = [
      { people: 200, next: 'a/b' },
      { people: 7, next: null },
    ];
    const { exitCode, told } = await identity(['remove', 'acme', '--yes']);
    expect([exitCode, told]).toEqual([0, 'Older sessions by it have ended, of up to 207 people.']);
    expect(server.seen.slice(-2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `DELETE ${PATH}`,
      `DELETE ${PATH}?cursor=a%2Fb`,
    ]);
  });

  it('does not take any answer for done', async () => {
    server.answer = (_request, response) => reply(response, 200, {});
    expect((await identity(['set', 'acme', '--file', file, '--yes'])).exitCode).toBe(1);
  });

  it.each([
    ['no file', ['set', 'acme', '--file', 'nowhere.json', '--yes']],
    ['no tenant', ['set', 'ACME', '--file', file, '--yes']],
    ['no JSON', ['set', 'acme', '--file', folder.rulesFile, '--yes']],
  ])('knows wrong usage: %s', async (_what, args) => {
    expect((await identity(args)).exitCode).toBe(2);
  });
});
