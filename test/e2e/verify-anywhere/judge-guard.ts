import { developmentKeySet } from '@portcullis/cli/dev';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { rawGet, sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';
import { testRules } from '../../support/rules.ts';
import { createKit, digested } from '../../vectors/context/kit.ts';
import { expectRefused } from './judge-vectors.ts';
import { allVectors, bytesOf, type NamedVector, signedNow } from './live-vectors.ts';
import type { VerifyingServer } from './verifying-server.ts';

/** The vector of that name. */
export function vectorOf(id: string): NamedVector {
  const found = allVectors().find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

/** A good request, signed for the present time. */
export function goodRequest(): NamedVector {
  return signedNow(vectorOf('good: signed in, HS256'));
}

/** Headers of a good request as lines. */
export function goodLines(): string[] {
  return goodRequest().request.headers.map(([name, value]) => `${name}: ${value}`);
}

/** Sends these bytes; nothing of it reaches the app. */
export async function expectStopped(server: VerifyingServer, bytes: string, statuses = [401]): Promise<void> {
  const before = server.asked().length;
  const reply = await sendRaw(server.port, bytes, UNTIL_CLOSED);
  expect(statuses).toContain(reply.status);
  if (reply.status === 401) expectRefused(reply);
  expect(server.asked()).toHaveLength(before);
}

const manyRoles = Array.from({ length: 200 }, (_, index) => `role-number-${index}`);

/** What holds of each server besides the vectors: what is open, what is no request of a gateway, and a real gateway in front. */
export function judgeGuard(start: (keys: string) => Promise<VerifyingServer>): void {
  const close = 'Connection: close';
  let server: VerifyingServer;

  beforeAll(async () => {
    server = await start(JSON.stringify(goodRequest().verifier.keys));
  });
  afterAll(() => server?.stop());

  test('the path that is open needs no context', async () => {
    const before = server.asked().length;
    const reply = await sendRaw(server.port, rawGet('/health', 'app.internal', [close]), UNTIL_CLOSED);
    expect(reply.status).toBe(200);
    expect(server.asked().slice(before)).toEqual([{ tenant: null, user: null, roles: [], actor: null }]);
  });

  test.each([
    '/health/',
    '/Health',
    '//health',
    '/./health',
    '/x/../health',
    '/healthz',
    '/%68ealth',
    '/health%2f',
    '/health;x',
  ])('%s is not open', async (target) => {
    await expectStopped(server, rawGet(target, 'app.internal', [close]));
  });

  test.each(['http://evil.example', 'https://app.internal', 'http://app.internal'])(
    'a target that begins with %s is stopped',
    async (start) => {
      const target = `${start}${goodRequest().request.target}`;
      await expectStopped(server, rawGet(target, 'app.internal', [...goodLines(), close]), [400, 401]);
    },
  );

  test('a header of 64 KiB is stopped', async () => {
    const long = `Portcullis-Context: ${'a'.repeat(65_536)}`;
    await expectStopped(server, rawGet('/loads?page=2', 'app.internal', [long, close]), [400, 401, 431]);
  });

  test.each(
    allVectors()
      .filter(({ verifier }) => verifier.algorithm === 'EdDSA')
      .map(({ id }) => id),
  )('refuses, with its HS256 keys, %s', async (id) => {
    await expectStopped(server, bytesOf(signedNow(vectorOf(id))));
  });

  test.each([
    ['of nearly 8192 characters', { later: 'x'.repeat(5600) }, ['owner', 'driver']],
    ['with 200 roles', { roles: manyRoles }, manyRoles],
  ] as const)('a context %s is read whole', async (_what, claims, roles) => {
    const now = Math.floor(Date.now() / 1000);
    const token = createKit(now).withClaims(claims);
    expect(token.length).toBeGreaterThan(5000);
    expect(token.length).toBeLessThan(8192);
    const lines = [`Portcullis-Context: ${token}`, ...goodLines().slice(1), close];
    const before = server.asked().length;
    expect((await sendRaw(server.port, rawGet('/loads?page=2', 'app.internal', lines), UNTIL_CLOSED)).status).toBe(200);
    expect(server.asked().slice(before)).toMatchObject([{ user: 'u-7', roles }]);
  });

  test.each([1025, 8000, 16_384])(
    'a context for a target of %i characters is for that target alone',
    async (length) => {
      const target = `/loads?q=${'a'.repeat(length)}`.slice(0, length);
      const token = createKit(Math.floor(Date.now() / 1000)).withClaims(digested(target));
      const lines = [`Portcullis-Context: ${token}`, ...goodLines().slice(1), close];
      const before = server.asked().length;
      expect((await sendRaw(server.port, rawGet(target, 'app.internal', lines), UNTIL_CLOSED)).status).toBe(200);
      expect(server.asked().slice(before)).toMatchObject([{ user: 'u-7' }]);
      await expectStopped(server, rawGet(`${target.slice(0, -1)}b`, 'app.internal', lines));
    },
  );

  test('a token with one character changed, left out or added is refused', async () => {
    const token = goodRequest().request.headers[0]?.[1] ?? '';
    const changes = Array.from({ length: 40 }, (_, index) => {
      const at = Math.floor((index * (token.length - 1)) / 39);
      const [before, after] = [token.slice(0, at), token.slice(at + 1)];
      return [`${before}${token[at] === 'A' ? 'B' : 'A'}${after}`, before + after, `${before}A${token.slice(at)}`];
    });
    for (const changed of changes.flat()) {
      const lines = [`Portcullis-Context: ${changed}`, ...goodLines().slice(1), close];
      await expectStopped(server, rawGet('/loads?page=2', 'app.internal', lines));
    }
  });

  test('what was verified for one request says nothing of the next on the same connection', async () => {
    const before = server.asked().length;
    const bytes =
      rawGet('/loads?page=2', 'app.internal', goodLines()) + rawGet('/loads?page=2', 'app.internal', [close]);
    const answers = (await sendRaw(server.port, bytes, UNTIL_CLOSED)).bytes;
    // gunicorn's plain worker closes after the first.
    expect([...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status).join()).toMatch(/^200(,401)?$/);
    expect(server.asked()).toHaveLength(before + 1);
  });

  test('nothing of a token is in what it writes', async () => {
    const refused = signedNow(vectorOf('binding: target /bills?page=2'));
    const [, token = ''] = refused.request.headers[0] ?? [];
    await expectStopped(server, bytesOf(refused));
    expect(server.lines().length).toBeGreaterThan(0);
    for (const part of token.split('.')) expect(server.lines().join('\n')).not.toContain(part.slice(0, 20));
  });

  describe('behind the gateway', () => {
    const keys = developmentKeySet();
    let origin: VerifyingServer;
    let gateway: TestGateway;

    beforeAll(async () => {
      origin = await start(keys);
      const routes = [
        'id: open, path: /open/**, access: public',
        'id: owners, path: /owners/**, access: { roles: [owner] }',
      ];
      const rules = testRules({ origins: { app: `http://127.0.0.1:${origin.port}` }, routes });
      gateway = await startTestGateway({
        rules: rules.replace('gateway: test-edge', 'gateway: acme-edge'),
        settings: { ORIGIN_APP_KEYS: keys },
      });
    });
    afterAll(async () => {
      await gateway?.stop();
      await origin?.stop();
    });

    test.each(['/owners/x', '/owners/x?page=2&q=%C3%A9%20', '/owners/x?', '/owners/%C3%A9/y'])(
      'a signed-in request for %s passes',
      async (target) => {
        const headers = { cookie: await gateway.mint.cookie() };
        expect((await send(gateway, target, { headers })).status).toBe(200);
        expect(origin.asked().at(-1)).toEqual({ tenant: 'acme', user: 'user-1', roles: ['owner'], actor: null });
      },
    );

    test.each([1025, 8000, 16_384])('so does one for a target of %i characters', async (length) => {
      const target = `/owners/x?q=${'a'.repeat(length)}`.slice(0, length);
      const before = origin.asked().length;
      expect((await send(gateway, target, { headers: { cookie: await gateway.mint.cookie() } })).status).toBe(200);
      expect(origin.asked()).toHaveLength(before + 1);
    });

    test('so does a form, with the user who acts for another', async () => {
      const headers = {
        cookie: await gateway.mint.cookie({ act: { sub: 'support-1', reason: 'ticket 9' } }),
        origin: gateway.url,
      };
      expect((await send(gateway, '/open/form', { method: 'POST', headers, body: 'a=1' })).status).toBe(200);
      expect(origin.asked().at(-1)).toMatchObject({ user: 'user-1', actor: 'support-1' });
    });

    test('one without a session passes as nobody', async () => {
      expect((await send(gateway, '/open/x')).status).toBe(200);
      expect(origin.asked().at(-1)).toEqual({ tenant: null, user: null, roles: [], actor: null });
    });

    test('a direct one is refused, with the cookie too', async () => {
      await expectStopped(origin, rawGet('/open/x', `localhost:${gateway.port}`, [close]));
      const cookie = `Cookie: ${await gateway.mint.cookie()}`;
      await expectStopped(origin, rawGet('/owners/x', `localhost:${gateway.port}`, [cookie, close]));
    });

    test('headers that a client sends in the name of the gateway or of the verifier change nothing', async () => {
      const headers = {
        'Portcullis-Context': 'x',
        'Portcullis-User': 'root',
        'Portcullis-Roles': 'owner',
        Portcullis_User: 'root',
      };
      expect((await send(gateway, '/open/x', { headers })).status).toBe(200);
      expect(origin.asked().at(-1)).toEqual({ tenant: null, user: null, roles: [], actor: null });
    });
  });
}
