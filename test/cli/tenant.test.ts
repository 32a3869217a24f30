import { beforeEach, describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';
import type { CliResult } from './run-cli.ts';

const NONE = {
  tenant: 'acme',
  suspended: false,
  addresses: [] as string[],
  requireMfa: false,
  forbidActAs: false,
  notBefore: null,
};
const PATH = '/.portcullis/v1/tenants/acme/policy';

const { server, portcullis } = await adminCommandOfFile();
let present: object;

beforeEach(() => {
  present = NONE;
  server.answer = ({ method, body }, response) => {
    if (method === 'PUT') present = body as object;
    if (method === 'DELETE') response.writeHead(204, { 'portcullis-request-id': 'r-1' }).end();
    else reply(response, 200, present);
  };
});

const tenant = (args: readonly string[], answer?: string): Promise<CliResult> =>
  portcullis(['tenant', ...args], { answer });

/** Methods and paths of the calls that `act` made. */
async function callsOf(act: () => Promise<CliResult>): Promise<{ result: CliResult; calls: string[] }> {
  const before = server.seen.length;
  const result = await act();
  return { result, calls: server.seen.slice(before).map(({ method, path }) => `${method} ${path}`) };
}

describe('portcullis tenant set', () => {
  it('shows what changes and what it means, asks, and leaves the rest as it is', async () => {
    present = { ...NONE, addresses: ['10.0.0.0/8'], notBefore: '2026-01-02T03:04:05.678Z' };
    const { result, calls } = await callsOf(() => tenant(['set', 'acme', '--suspend', '--require-mfa'], 'yes'));
    expect(result.exitCode).toBe(0);
    expect(result.told.split('\n')).toEqual([
      `Tenant acme at ${server.url}:`,
      '  suspended    no -> yes: all sessions of the tenant are refused, and its own hosts are closed',
      '  requireMfa   no -> yes: a session without a second factor is asked for one',
      'Go on? [y/N] ',
    ]);
    expect(calls).toEqual([`GET ${PATH}`, `PUT ${PATH}`]);
    expect(present).toEqual({
      tenant: 'acme',
      suspended: true,
      addresses: ['10.0.0.0/8'],
      requireMfa: true,
      forbidActAs: false,
      notBefore: '2026-01-02T03:04:05.678Z',
    });
    expect(result.out).toContain("addresses    10.0.0.0/8: the tenant's sessions count only from there");
  });

  it.each<[string[], object, object]>([
    [['--unsuspend'], { suspended: true, requireMfa: true }, { requireMfa: true }],
    [['--addresses', '10.0.0.0/8,2001:db8::/32'], {}, { addresses: ['10.0.0.0/8', '2001:db8::/32'] }],
    [['--addresses', 'any'], { addresses: ['10.0.0.0/8'] }, { addresses: [] }],
    [['--no-require-mfa'], { requireMfa: true }, { requireMfa: false }],
    [['--not-before', '2024-12-01T08:00Z'], {}, { notBefore: '2024-12-01T08:00:00.000Z' }],
    [['--not-before', 'none'], { notBefore: '2024-12-01T08:00:00.000Z' }, { notBefore: null }],
  ])('%j', async (args, before, after) => {
    present = { ...NONE, ...before };
    const { exitCode, out } = await tenant(['set', 'acme', ...args, '--yes', '--json']);
    expect([exitCode, JSON.parse(out)]).toEqual([0, { ...NONE, ...after }]);
    expect(present).toEqual({ ...NONE, ...after });
  });

  it('knows this moment', async () => {
    const before = new Date().toISOString();
    await tenant(['set', 'acme', '--not-before', 'now', '--yes']);
    const { notBefore } = present as { notBefore: string };
    expect(notBefore >= before && notBefore <= new Date().toISOString()).toBe(true);
  });

  it('changes nothing where nothing changes, and asks no one', async () => {
    const { result, calls } = await callsOf(() => tenant(['set', 'acme', '--unsuspend', '--addresses', 'any']));
    expect(result).toMatchObject({ exitCode: 0, told: 'Nothing changes.' });
    expect(calls).toEqual([`GET ${PATH}`]);
  });

  it('does nothing unless someone agrees', async () => {
    const unasked = await callsOf(() => tenant(['set', 'acme', '--suspend']));
    expect(unasked.result).toMatchObject({ exitCode: 2, told: expect.stringContaining('Add --yes to agree.') });
    const refused = await callsOf(() => tenant(['set', 'acme', '--suspend'], 'n'));
    expect(refused.result).toMatchObject({ exitCode: 1, told: expect.stringContaining('Nothing was done.') });
    expect([...unasked.calls, ...refused.calls]).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
  });

  it('forces only where told to', async () => {
    const { calls } = await callsOf(() => tenant(['set', 'acme', '--addresses', '10.0.0.0/8', '--yes', '--force']));
    expect(calls).toEqual([`GET ${PATH}`, `PUT ${PATH}?force=true`]);
  });

  it.each([
    [['set', 'acme'], 'Name a change'],
    [['set', 'ACME', '--suspend'], 'The tenant must be'],
    [['set', '../x', '--suspend'], 'The tenant must be'],
    [['set', 'acme', '--suspend', '--unsuspend'], 'cannot be used with'],
    [['set', 'acme', '--addresses', '10.0.0.0/8,,'], 'one comma between'],
    [['set', 'acme', '--not-before', 'yesterday'], 'is not a moment'],
    [['set', 'acme', '--not-before', '2999-01-01T00:00Z'], 'lies in the future'],
    [['show', 'a.b'], 'The tenant must be'],
    [['clear', 'a.b', '--yes'], 'The tenant must be'],
    [['set'], 'missing required argument'],
  ])('%j is wrong usage', async (args, message) => {
    const { result, calls } = await callsOf(() => tenant([...args, ...(args[0] === 'set' ? ['--yes'] : [])]));
    expect(result).toMatchObject({ exitCode: 2, out: '', told: expect.stringContaining(message) });
    expect(calls).toEqual([]);
  });

  it.each([
    {},
    { ...NONE, suspended: 'no' },
    { ...NONE, addresses: [7] },
    { ...NONE, notBefore: 0 },
    { ...NONE, tenant: 7 },
  ])('builds on nothing that is no policy: %j', async (policy) => {
    present = policy;
    const { result, calls } = await callsOf(() => tenant(['set', 'acme', '--suspend', '--yes']));
    expect(result).toMatchObject({ exitCode: 1, told: expect.stringContaining('did not answer with a tenant policy') });
    expect(calls).toEqual([`GET ${PATH}`]);
  });
});

describe('portcullis tenant show and clear', () => {
  it('shows what is demanded', async () => {
    expect((await tenant(['show', 'acme'])).out).toBe(
      'Tenant acme\n  suspended    no\n  addresses    any\n  requireMfa   no\n  forbidActAs  no\n  notBefore    none',
    );
    expect(JSON.parse((await tenant(['show', 'acme', '--json'])).out)).toEqual(NONE);
  });

  it('clears after it has said what ends', async () => {
    present = { ...NONE, suspended: true };
    const { result, calls } = await callsOf(() => tenant(['clear', 'acme'], 'y'));
    expect(result).toEqual({
      exitCode: 0,
      out: 'Tenant acme no longer has a policy.',
      told: `Tenant acme at ${server.url} will demand nothing beyond the rules:\n  suspended    yes -> no\nGo on? [y/N] `,
    });
    expect(calls).toEqual([`GET ${PATH}`, `DELETE ${PATH}`]);
    expect((await tenant(['clear', 'acme'])).exitCode).toBe(2);
  });

  it('asks no one where nothing was demanded', async () => {
    const { result, calls } = await callsOf(() => tenant(['clear', 'acme']));
    expect(result).toEqual({ exitCode: 0, out: 'Tenant acme no longer has a policy.', told: '' });
    expect(calls).toEqual([`GET ${PATH}`, `DELETE ${PATH}`]);
  });
});

describe('portcullis tenant list', () => {
  const GLOBEX = { ...NONE, tenant: 'globex', suspended: true };
  const ACME = {
    ...NONE,
    addresses: ['10.0.0.0/8', '::1'],
    requireMfa: true,
    forbidActAs: false,
    notBefore: '2026-01-02T03:04:05.678Z',
  };

  it('reads every page, and sorts', async () => {
    const pages: Record<string, object> = {
      '': { tenants: [GLOBEX, { ...ACME, suspended: true }], next: 'a&b' },
      '?cursor=a%26b': { tenants: [ACME], next: null },
    };
    server.answer = ({ path }, response) => reply(response, 200, pages[path.slice('/.portcullis/v1/tenants'.length)]);
    expect(await tenant(['list'])).toEqual({
      exitCode: 0,
      told: '',
      out: [
        'tenant  suspended  second factor  act-as  not before                addresses',
        'acme    -          yes            -       2026-01-02T03:04:05.678Z  10.0.0.0/8, ::1',
        'globex  yes        -              -       -                         -',
      ].join('\n'),
    });
    expect(JSON.parse((await tenant(['list', '--json'])).out)).toEqual({ tenants: [ACME, GLOBEX] });
  });

  it('says where there is none', async () => {
    present = { tenants: [], next: null };
    expect(await tenant(['list'])).toMatchObject({ exitCode: 0, told: 'No tenant has its own policy.' });
  });

  it.each([{}, { tenants: [] }, { tenants: [], next: 7 }, { tenants: {}, next: null }])(
    'does not take %j for the last page',
    async (page) => {
      present = page;
      expect(await tenant(['list'])).toMatchObject({
        exitCode: 1,
        out: '',
        told: expect.stringContaining('a page of'),
      });
    },
  );
});
