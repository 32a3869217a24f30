import { beforeEach, describe, expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { type RawResponse, rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

let valid: string;
let other: string;

const { origin, gateway } = await gateOfFile({
  routes: ['id: open, path: /open, access: public', 'id: mine, path: /mine, access: { roles: any }'],
});

beforeEach(async () => {
  valid = await gateway.mint.role();
  other = await gateway.mint.role({ sub: 'user-2', roles: ['admin'] });
});

/** Text is sent as UTF-8, so that what is not ASCII arrives as a client would send it. */
function get(path: string, lines: readonly string[]): Promise<RawResponse> {
  return sendRaw(gateway.port, Buffer.from(rawGet(path, `localhost:${gateway.port}`, lines), 'utf8'));
}

/** Nobody is signed in by these headers, and nothing of the cookie gets past the gate. */
async function expectNobody(lines: readonly string[]): Promise<void> {
  expectRefusal(await unreached(origin, () => get('/mine', lines)), 401, 'session_required');
  expect((await get('/open', lines)).status).toBe(200);
  const seen = origin.seen.at(-1);
  expect(await contextOf(gateway, seen)).not.toHaveProperty('sub');
  expect(JSON.stringify(seen?.headers).toLowerCase()).not.toContain('host-role');
  for (const token of [valid, other]) expect(JSON.stringify(seen?.headers)).not.toContain(token);
}

describe('two role cookies', () => {
  test('are refused in both orders, whatever the second is', async () => {
    for (const [first, second] of [
      [valid, 'evil'],
      ['evil', valid],
      [valid, other],
      [other, valid],
      [valid, valid],
      [valid, ''],
    ]) {
      await expectNobody([`Cookie: __Host-role=${first}; __Host-role=${second}`]);
    }
  });

  test('are refused where they come in two headers', async () => {
    await expectNobody([`Cookie: __Host-role=${valid}`, `Cookie: __Host-role=${other}`]);
    await expectNobody([`Cookie: a=1; __Host-role=${valid}`, `cookie: __Host-role=${other}; b=2`]);
  });
});

describe('what is not the role cookie', () => {
  const spaces = {
    'U+2000': '\u2000',
    'U+3000': '\u3000',
    'U+FEFF': '\ufeff',
    'U+00A0': '\u00a0',
    'U+0085': '\u0085',
    'U+1680': '\u1680',
    'U+200B': '\u200b',
    'U+2028': '\u2028',
  };

  test.each(Object.entries(spaces))('a name dressed up with %s gives no session', async (_name, space) => {
    await expectNobody([`Cookie: ${space}__Host-role=${valid}`]);
    await expectNobody([`Cookie: a=1; ${space}__Host-role=${valid}`]);
    await expectNobody([`Cookie: __Host-role${space}=${valid}`]);
    await expectNobody([`Cookie: __Host-role=${space}${valid}`]);
    await expectNobody([`Cookie: __Host-role=${valid}${space}`]);
  });

  test.each(Object.entries(spaces))(
    'a valid one beside a name dressed up with %s is the session, and the other goes nowhere',
    async (_name, space) => {
      const reply = await get('/mine', [`Cookie: __Host-role=${valid}; ${space}__Host-role=${other}`]);
      expect(reply.status).toBe(200);
      expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub: 'user-1', roles: ['owner'] });
      expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain(other);
    },
  );

  test('raw bytes of white space in other encodings dress no name up', async () => {
    for (const byte of ['\u0085', '\u00a0', '\u000b', '\u000c', '\u001f']) {
      const reply = await unreached(origin, () =>
        sendRaw(gateway.port, rawGet('/mine', `localhost:${gateway.port}`, [`Cookie: ${byte}__Host-role=${valid}`])),
      );
      expect([400, 401]).toContain(reply.status);
    }
  });

  test.each([
    '__host-role',
    '__HOST-ROLE',
    '__Host-Role',
    '__Host-role2',
    'X__Host-role',
    '__Secure-role',
    '__Host_role',
    'role',
    '$__Host-role',
    '"__Host-role"',
  ])('the name %s gives no session', async (name) => {
    expectRefusal(await unreached(origin, () => get('/mine', [`Cookie: ${name}=${valid}`])), 401, 'session_required');
  });

  test.each(['Cookie2', 'X-Cookie', '__Host-role', 'Authorization'])('the header %s gives no session', async (name) => {
    const line = `${name}: ${name === 'Authorization' ? 'Bearer ' : '__Host-role='}${valid}`;
    expectRefusal(await unreached(origin, () => get('/mine', [line])), 401, 'session_required');
    expectRefusal(await unreached(origin, () => get(`/mine?__Host-role=${valid}`, [])), 401, 'session_required');
  });
});

describe('the Cookie header', () => {
  test('reaches the origin without the role cookie, everything else as it was', async () => {
    await get('/mine', [`Cookie: a=1; __Host-role=${valid}; b="two; c=3=4; d`]);
    expect(origin.seen.at(-1)?.headers['cookie']).toEqual(['a=1; b="two; c=3=4; d']);
    await get('/mine', [`Cookie: __Host-role=${valid}`]);
    expect(origin.seen.at(-1)?.headers['cookie']).toBeUndefined();
  });

  test.each([
    'Cookie: =; ;;;',
    'Cookie: ',
    'Cookie: __Host-role',
    'Cookie: __Host-role=',
    'Cookie: =__Host-role=x',
    'Cookie: a=1;__Host-role=x;b=2',
  ])('%s is no error', async (line) => {
    expectRefusal(await get('/mine', [line]), 401, 'session_required');
    expect((await get('/open', [line])).status).toBe(200);
  });

  test('white space of HTTP around the pair is allowed', async () => {
    expect((await get('/mine', [`Cookie: a=1;\t__Host-role=${valid} ;b=2`])).status).toBe(200);
    expect(origin.seen.at(-1)?.headers['cookie']).toEqual(['a=1; b=2']);
  });
});
