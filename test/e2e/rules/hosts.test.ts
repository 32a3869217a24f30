import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ofFile } from '../../support/of-file.ts';
import { startOrigin } from '../../support/origin.ts';

/** Several apps behind one gateway, each with its hosts: routes, origins, headers and sessions are kept apart. */
const wiki = ofFile(
  await startOrigin((request, response) => {
    const context = decodeJwt(String(request.headers['portcullis-context']));
    response.setHeader('content-type', 'text/html');
    if (request.url !== '/sign-in') return void response.end(`wiki ${context['aud']} ${context['rid']}`);
    void gateway.mint
      .grant({ iss: 'wiki', jti: context.jti, sub: 'ann', roles: ['owner'] }, { keys: 'ORIGIN_WIKI_KEYS' })
      .then((grant) => response.writeHead(200, { 'portcullis-session': grant }).end('signed in'));
  }),
  (origin) => origin.close(),
);
const { origin: app, gateway } = await gateOfFile({
  otherOrigins: { wiki: wiki.url },
  hosts: '["{tenant}.app.example", wiki.example, files.example]',
  developmentHosts:
    '{ "{tenant}.localhost:PORT": "{tenant}.app.example", "wiki.test.localhost:PORT": wiki.example, "files.test.localhost:PORT": files.example }',
  routes: [
    'id: status, path: /status, access: public, origin: app',
    'id: any, path: /any/**, access: { roles: any }, origin: app',
    'id: admin, path: /admin/**, access: { roles: [admin] }, origin: app',
    `host: wiki.example, origin: wiki, headers: { csp: { img-src: ["'self'", "https://img.example"] } }, routes: [
        { id: wiki-sign-in, path: /sign-in, access: public, signIn: true },
        { id: wiki-pages, path: /pages/**, access: { roles: any } },
        { id: wiki-status, path: /status, access: public, methods: [GET] },
        { id: wiki-mine, path: "/{x}", access: { roles: any }, methods: [GET] }]`,
    'id: app-pages, host: "{tenant}.app.example", path: /pages/**, access: { roles: any }, origin: app',
    'id: app-open, host: [files.example, "{tenant}.app.example"], path: /open, access: public, origin: app',
  ],
});

const WIKI = `wiki.test.localhost:${gateway.port}`;
const FILES = `files.test.localhost:${gateway.port}`;
const ACME = `acme.localhost:${gateway.port}`;
const reached = (): readonly number[] => [app.begun, wiki.begun];

async function refused(path: string, host: string, status: number, code: string, headers = {}): Promise<void> {
  const before = reached();
  expectRefusal(await send(gateway, path, { host, headers }), status, code);
  expect(reached()).toEqual(before);
}

describe('at each host', () => {
  test('its own routes decide, and those for every host', async () => {
    const bodies = await Promise.all(
      [WIKI, FILES, ACME].map(async (host) => String((await send(gateway, '/status', { host })).body)),
    );
    expect(bodies).toEqual(['wiki wiki wiki-status', 'ok', 'ok']);
    expect((await send(gateway, '/open', { host: FILES })).status).toBe(200);
    expect((await send(gateway, '/open', { host: ACME })).status).toBe(200);
  });

  test.each([
    ['/open', WIKI, 401, 'session_required'],
    ['/pages/a', FILES, 404, 'no_route'],
    ['/sign-in', ACME, 404, 'no_route'],
    ['/sign-in', FILES, 404, 'no_route'],
    ['/admin/x', WIKI, 401, 'session_required'],
  ])('%s at %s: %d, and no app is reached', async (path, host, status, code) => {
    await refused(path, host, status, code);
  });

  test('a method that only the routes for every host take is theirs', async () => {
    expect(String((await send(gateway, '/status', { host: WIKI, method: 'POST', body: 'x' })).body)).toBe('ok');
  });

  test('a host that stands for none is refused as before', async () => {
    await refused('/status', `localhost:${gateway.port}`, 421, 'unknown_host');
    await refused('/status', `wiki.localhost.test:${gateway.port}`, 421, 'unknown_host');
  });

  test('headers are those of its group', async () => {
    const [page, other] = await Promise.all([WIKI, ACME].map((host) => send(gateway, '/status', { host })));
    expect(page?.header('content-security-policy')).toContain('https://img.example');
    expect(other?.header('content-security-policy')).not.toContain('https://img.example');
  });
});

describe('a session that one host started', () => {
  async function signIn(): Promise<string> {
    const reply = await send(gateway, '/sign-in', { host: WIKI, method: 'POST', body: 'x' });
    expect(reply.status).toBe(200);
    return (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  }

  test('counts there', async () => {
    const cookie = await signIn();
    expect((await send(gateway, '/pages/a', { host: WIKI, headers: { cookie } })).status).toBe(200);
  });

  test('counts for nothing at another host, whose app did not sign anyone in', async () => {
    const cookie = await signIn();
    await refused('/pages/a', ACME, 401, 'session_required', { cookie });
    await refused('/admin/x', FILES, 401, 'session_required', { cookie });
    const context = await send(gateway, '/open', { host: FILES, headers: { cookie } });
    expect(context.status).toBe(200);
    expect(decodeJwt(String(app.seen.at(-1)?.headers['portcullis-context']?.[0]))).not.toHaveProperty('sub');
  });

  test('counts for nothing on routes for every host, which are of other apps', async () => {
    const cookie = await signIn();
    expect(
      (await send(gateway, '/any/x', { host: ACME, headers: { cookie: await gateway.mint.cookie() } })).status,
    ).toBe(200);
    await refused('/any/x', WIKI, 401, 'session_required', { cookie });
    const own = await send(gateway, '/.portcullis/session', { host: WIKI, headers: { cookie } });
    expect(own.status).toBe(200);
    await send(gateway, '/status', { host: WIKI, method: 'POST', body: 'x', headers: { cookie } });
    expect(decodeJwt(String(app.seen.at(-1)?.headers['portcullis-context']?.[0]))).not.toHaveProperty('sub');
  });

  test('one of the operators, or of a sign-in for every host, counts at all of them', async () => {
    const cookie = await gateway.mint.cookie({ roles: ['owner'], tid: 'acme' });
    expect((await send(gateway, '/pages/a', { host: WIKI, headers: { cookie } })).status).toBe(200);
    expect((await send(gateway, '/pages/a', { host: ACME, headers: { cookie } })).status).toBe(200);
  });
});

test('a header that names a resource is decided by the routes of the host', async () => {
  const cookie = await gateway.mint.cookie({ roles: ['owner'], tid: 'acme' });
  const before = reached();
  const reply = await send(gateway, '/status', {
    host: FILES,
    method: 'PUT',
    body: 'x',
    headers: { cookie, 'x-amz-copy-source': '/pages/a' },
  });
  expectRefusal(reply, 403, 'forbidden');
  expect(reached()).toEqual(before);
});
