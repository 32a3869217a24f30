import { describe, expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { type RawResponse, rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';
import paths from '../../vectors/hostile/paths.json' with { type: 'json' };

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: public, path: /public/**, access: public',
    'id: health, path: /health, access: public',
    'id: admin, path: /admin/**, access: { roles: [admin] }',
    'id: exact, path: /exact, access: { roles: [admin] }',
    'id: rest, path: /**, access: { roles: any }',
  ],
});
const reader = await gateway.mint.cookie({ roles: ['reader'] });

function get(target: string, lines: readonly string[] = []): Promise<RawResponse> {
  return sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`, lines));
}

describe('targets that two servers could read differently are refused, signed in or not', () => {
  test.each(paths.malformed)('$target ($why)', async ({ target }) => {
    const before = origin.begun;
    expectRefusal(await get(target), 400, 'malformed_request');
    expectRefusal(
      await get(target, [`Cookie: ${await gateway.mint.cookie({ roles: ['admin'] })}`]),
      400,
      'malformed_request',
    );
    expect(origin.begun).toBe(before);
  });
});

describe('paths that look public are not', () => {
  test.each(paths.notPublic)('$target ($why)', async ({ target }) => {
    const reply = await unreached(origin, () => get(target));
    expect([400, 401, 404]).toContain(reply.status);
    expect(reply.headers['portcullis-denied']).toMatch(/^(?:malformed_request|session_required|no_route)$/);
  });
});

test.each(paths.normalised)(
  '$target reaches the origin as $forwarded, and the context is bound to that',
  async ({ target, forwarded }) => {
    expect((await get(target)).status).toBe(200);
    const seen = origin.seen.at(-1);
    expect(seen?.target).toBe(forwarded);
    expect(await contextOf(gateway, seen)).toMatchObject({ htu: forwarded, rid: 'public' });
  },
);

describe('with a session, no spelling leads around the route of a protected path', () => {
  // Express and Rails answer /ADMIN/x and /exact/ as /admin/x and /exact: a wider route must not take those over.
  test.each([...paths.notPublic, ...paths.malformed])('$target ($why)', async ({ target }) => {
    const before = origin.begun;
    const reply = await get(target, [`Cookie: ${reader}`]);
    if (origin.begun === before) return expect(reply.headers['portcullis-denied']).toBeDefined();
    const seen = origin.seen.at(-1);
    expect((await contextOf(gateway, seen)).htu).toBe(seen?.target);
    const served = decodeURIComponent(seen?.target.split('?')[0] ?? '')
      .toLowerCase()
      .replace(/\/$/, '');
    expect(served).not.toMatch(/^\/(?:admin(?:\/|$)|exact$|health$|public(?:\/|$))/);
  });
});

test('a fragment never reaches the rules: the runtime has cut it off', async () => {
  const before = origin.begun;
  const reply = await get('/public#/../admin');
  expect(reply.status).toBe(200);
  expect(origin.begun).toBe(before + 1);
  expect(origin.seen.at(-1)?.target).toBe('/public');
  expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ htu: '/public', rid: 'public' });
});

test.each(['http://evil.example/admin/x', 'https://evil.example/admin/x', 'http://evil.example:80/admin'])(
  "the absolute target %s is decided by its path and forwarded to the rules' origin",
  async (target) => {
    const reply = await unreached(origin, () => get(target));
    expect([400, 401, 421]).toContain(reply.status);
    expect(reply.headers['portcullis-denied']).toBeDefined();
  },
);

// Some of these the runtime refuses itself, with a plain 400.
test.each(['*', '\\admin/x', 'admin/x', '', '?x', '/public/\u0001', '/public/\u007f', '/public/ x'])(
  'the target "%s" does not reach the origin',
  async (target) => {
    const reply = await unreached(origin, () => get(target));
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).not.toBe(500);
  },
);

test.each([
  ['/public/', 8 * 1024, 200, undefined],
  ['/public/', 17 * 1024, 414, 'too_large'],
  ['/public/x?', 17 * 1024, 414, 'too_large'],
  ['/public/', 32 * 1024, 414, 'too_large'],
])('%s with %i more characters is a %i', async (start, length, status, code) => {
  const before = origin.begun;
  const reply = await get(start + 'a'.repeat(length));
  expect([reply.status, reply.headers['portcullis-denied']]).toEqual([status, code]);
  expect(origin.begun - before).toBe(status === 200 ? 1 : 0);
});
