import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { startGitOrigin } from '../../support/git-origin.ts';
import { folderOfFile, ofFile } from '../../support/of-file.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const run = promisify(execFile);
const folder = await folderOfFile('portcullis-tokens');
const repositories = ofFile(await startGitOrigin(folder), (started) => started.close());
let seen: Readonly<Record<string, unknown>> = {};
const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    seen = request.headers;
    request.resume().on('end', () => response.writeHead(request.method === 'PUT' ? 201 : 200).end('{"ok":true}'));
  },
  clientAddress: ADDRESS_FROM_HEADER,
  otherOrigins: { git: repositories.url },
  more: 'tokens: { roles: [reader, owner], lifetime: 90d }',
  routes: [
    'id: git, path: /git/**, methods: [GET, POST], origin: git, access: { roles: [owner], credentials: [token] }, body: 20MiB',
    'id: both, path: /both/**, methods: [GET, POST], origin: app, access: { roles: [owner], credentials: [session, token] }, revocation: strict',
    'id: token, path: /registry/**, methods: [GET, PUT], origin: app, access: { roles: [owner], credentials: [token] }, body: 20MiB',
    'id: own, path: /own/**, methods: [GET, POST], origin: app, access: { roles: [owner] }',
    'id: open, path: /open, origin: app, access: public',
  ],
});

interface Made {
  readonly id: string;
  readonly token: string;
}

async function create(changes: object = {}): Promise<Made> {
  const reply = await admin(gateway, 'POST', 'tenants/acme/tokens', { name: 'ci', roles: ['owner'], ...changes });
  expect([reply.status, reply.text]).toEqual([201, expect.stringContaining('pct_acme.')]);
  return JSON.parse(reply.text) as Made;
}

async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const before = origin.begun;
  const from = { 'x-forwarded-for': '192.0.2.7', ...headers };
  const reply: Reply = await send(gateway, path, { method, headers: from });
  return { reply, reached: origin.begun > before };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` });

test('a token passes where the rules take tokens, as Bearer and as the password of Basic, and goes no further', async () => {
  const { token } = await create();
  for (const headers of [bearer(token), basic(token)]) {
    for (const path of ['/both/x', '/registry/x']) {
      const { reply, reached } = await ask(path, headers);
      expect([path, reply.status, reached]).toEqual([path, 200, true]);
      expect(seen['authorization']).toBeUndefined();
      expect(JSON.stringify(seen)).not.toContain(token);
    }
  }
});

test('no cookie comes with it, so a page of another site cannot use it: Bearer changes things without asking where from', async () => {
  const { token } = await create();
  const foreign = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
  expect((await ask('/both/x', { ...bearer(token), ...foreign }, 'POST')).reached).toBe(true);
  // Browsers send what was typed for Basic by themselves.
  const typed = await ask('/both/x', { ...basic(token), ...foreign }, 'POST');
  expectRefusal(typed.reply, 403, 'forbidden');
  expect(typed.reached).toBe(false);
});

describe('elsewhere', () => {
  test('a token opens nothing, and is kept from the app', async () => {
    const { token } = await create();
    const { reply, reached } = await ask('/own/x', bearer(token));
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
    expect((await ask('/open', bearer(token))).reached).toBe(true);
    expect(seen['authorization']).toBeUndefined();
    for (const path of ['/.portcullis/session', '/.portcullis/v1/revocations'])
      expect((await ask(path, bearer(token))).reply.status).toBe(401);
  });

  test("the app's own Authorization is not touched", async () => {
    const own = 'Bearer an-app-token';
    const cookie = await gateway.mint.cookie({});
    expect((await ask('/both/x', { cookie, authorization: own })).reached).toBe(true);
    expect(seen['authorization']).toBe(own);
    expect((await ask('/open', { authorization: own })).reached).toBe(true);
    expect(seen['authorization']).toBe(own);
  });

  test('a session does not pass where only tokens do', async () => {
    const { reply, reached } = await ask('/registry/x', { cookie: await gateway.mint.cookie({}) });
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
  });
});

describe('refused', () => {
  test('a token that is wrong, of another tenant, without the role, or from another address', async () => {
    const { token } = await create();
    const [weak, bound] = [await create({ roles: ['reader'] }), await create({ addresses: ['198.51.100.0/24'] })];
    const flipped = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    for (const [headers, status] of [
      [bearer(flipped), 401],
      [bearer(token.replace('acme', 'globex')), 401],
      [bearer(`${token}x`), 401],
      [basic(flipped), 401],
      [bearer('pct_'), 401],
      [bearer(weak.token), 403],
      [bearer(bound.token), 403],
    ] as const) {
      const { reply, reached } = await ask('/both/x', headers);
      expect([reply.status, reached]).toEqual([status, false]);
    }
    expect((await ask('/both/x', { ...bearer(bound.token), 'x-forwarded-for': '198.51.100.9' })).reached).toBe(true);
  });

  test('programs get a challenge that names Basic, and browsers do not', async () => {
    expect((await ask('/registry/x', {})).reply.header('www-authenticate')).toContain('Basic realm=');
    const browser = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
    expect((await ask('/registry/x', browser)).reply.header('www-authenticate')).not.toContain('Basic');
    expect((await ask('/own/x', {})).reply.header('www-authenticate')).not.toContain('Basic');
  });

  test('a deleted token, from the next request on where the route is strict', async () => {
    const { token, id } = await create();
    expect((await ask('/both/x', bearer(token))).reached).toBe(true);
    expect((await admin(gateway, 'DELETE', `tenants/acme/tokens/${id}`)).status).toBe(204);
    const { reply, reached } = await ask('/both/x', bearer(token));
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
    expect((await admin(gateway, 'DELETE', `tenants/acme/tokens/${id}`)).status).toBe(400);
  });

  test('all tokens of a tenant, with its sessions', async () => {
    const reply = await admin(gateway, 'POST', 'tenants/hooli/tokens', { name: 'ci', roles: ['owner'] });
    const { token } = JSON.parse(reply.text) as Made;
    expect((await ask('/both/x', bearer(token))).reached).toBe(true);
    await admin(gateway, 'POST', 'revocations', { tenant: 'hooli', reason: 'test' });
    expect((await ask('/both/x', bearer(token))).reached).toBe(false);
    const { expires } = (
      JSON.parse((await admin(gateway, 'GET', 'revocations?tenant=hooli')).text) as {
        revocations: readonly { expires: string }[];
      }
    ).revocations[0] ?? { expires: '' };
    // As long as a token from before could still be shown.
    expect(Date.parse(expires)).toBeGreaterThan(Date.now() + 89 * 24 * 3600 * 1000);
  });
});

describe('the admin API', () => {
  test.each([
    [{ name: 'C I' }, '"name"'],
    [{ roles: [] }, '"roles"'],
    [{ roles: ['root'] }, '"roles"'],
    [{ addresses: ['10.0.0.1/8'] }, '"addresses"'],
    [{ expires: '2020-01-01T00:00:00Z' }, '"expires"'],
    [{ expires: '2099-01-01T00:00:00Z' }, '"expires"'],
    [{ expires: 'tomorrow' }, '"expires"'],
    [{ secret: 'mine' }, 'members besides'],
  ])('refuses %j', async (changes, problem) => {
    const asked = { name: 'ci', roles: ['owner'], ...changes };
    const reply = await admin(gateway, 'POST', 'tenants/acme/tokens', asked);
    expect([reply.status, (JSON.parse(reply.text) as { detail: string }).detail]).toEqual([
      400,
      expect.stringContaining(problem),
    ]);
  });

  test('lists tokens without their secrets, and rotates with an overlap', async () => {
    const { token, id } = await create({ name: 'nightly' });
    const list = await admin(gateway, 'GET', 'tenants/acme/tokens');
    expect(JSON.parse(list.text)).toMatchObject({
      tokens: expect.arrayContaining([expect.objectContaining({ id, name: 'nightly', by: 'operator:test' })]),
    });
    for (const secret of [token.split('.').at(-1) ?? '-', 'hash', 'secrets']) expect(list.text).not.toContain(secret);
    const rotated = await admin(gateway, 'POST', `tenants/acme/tokens/${id}/rotate`, { overlap: 60 });
    const next = JSON.parse(rotated.text) as Made;
    expect([rotated.status, next.id]).toEqual([200, id]);
    await expect.poll(async () => (await ask('/both/x', bearer(next.token))).reply.status).toBe(200);
    expect((await ask('/both/x', bearer(token))).reached).toBe(true);
    expect((await admin(gateway, 'POST', `tenants/acme/tokens/${id}/rotate`, { overlap: 0 })).status).toBe(400);
    expect((await admin(gateway, 'GET', 'tenants/globex/tokens')).text).not.toContain(id);
  });

  test('notes in the events of its calls what each token is, and none of its secrets', async () => {
    const { token, id } = await create({ name: 'noted', roles: ['reader', 'owner'] });
    const path = `tenants/acme/tokens/${id}`;
    const rotated = await admin(gateway, 'POST', `${path}/rotate`, { overlap: 60 });
    const deleted = await admin(gateway, 'DELETE', path);
    const noteOf = async (reply: Reply) => (await gateway.eventOf(reply.header('portcullis-request-id')))['notes'];
    expect([await noteOf(rotated), await noteOf(deleted)]).toEqual([
      ['admin:tokens:operator:test', `token_rotated:acme:${id}:noted:reader,owner`],
      ['admin:tokens:operator:test', `token_deleted:acme:${id}:noted:reader,owner`],
    ]);
    const said = JSON.stringify(gateway.events) + gateway.output.join('\n');
    expect(said).toContain(`token_created:acme:${id}:noted:reader,owner`);
    for (const text of [token, (JSON.parse(rotated.text) as Made).token])
      expect(said).not.toContain(text.split('.').at(-1));
  });

  test('needs the scope, and keeps to the tenant of the call', async () => {
    for (const claims of [{ scope: 'revoke' }, { scope: 'tokens', tid: 'globex' }])
      expect((await admin(gateway, 'GET', 'tenants/acme/tokens', undefined, { claims })).status).toBe(403);
  });
});

describe('programs', () => {
  test('git clones and pushes with a token', async () => {
    const { token } = await create({ name: 'git' });
    const url = `http://ci:${token}@localhost:${gateway.port}/git/app.git`;
    await git(folder, 'init', '--bare', '--initial-branch=main', 'app.git');
    await git(join(folder, 'app.git'), 'config', 'http.receivepack', 'true');
    await git(folder, 'init', '--initial-branch=main', 'work');
    await writeFile(join(folder, 'work', 'a.txt'), 'content');
    await git(join(folder, 'work'), 'add', '.');
    await git(join(folder, 'work'), 'commit', '-m', 'A file');
    await git(join(folder, 'work'), 'push', url, 'main');
    await git(folder, 'clone', url, 'copy');
    expect(await readFile(join(folder, 'copy', 'a.txt'), 'utf8')).toBe('content');
    const before = repositories.seen.length;
    await expect(git(folder, 'clone', url.replace(token, `${token.slice(0, -1)}_`), 'stolen')).rejects.toThrow();
    expect(repositories.seen.length).toBe(before);
  });

  test('npm publishes with a token', async () => {
    const { token } = await create({ name: 'npm' });
    const where = join(folder, 'package');
    await mkdir(where);
    await writeFile(join(where, 'package.json'), '{"name":"of-acme","version":"1.0.0"}');
    const registry = `//localhost:${gateway.port}/registry/`;
    const publish = async (secret: string) => {
      await writeFile(join(where, '.npmrc'), `registry=http:${registry}\n${registry}:_authToken=${secret}\n`);
      return run('npm', ['publish', '--no-audit', '--no-fund'], { cwd: where });
    };
    const before = origin.begun;
    await expect(publish(`${token.slice(0, -1)}_`)).rejects.toThrow(/401|E401|authenticate/i);
    expect(origin.begun).toBe(before);
    await publish(token);
    expect(origin.begun).toBeGreaterThan(before);
    expect(seen['authorization']).toBeUndefined();
  });
});

async function git(cwd: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@test.example'];
  await run('git', [...identity, ...args], {
    cwd,
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}
