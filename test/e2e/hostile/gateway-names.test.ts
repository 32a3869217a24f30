import { describe, expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { gateOfFile } from '../../support/gate.ts';
import type { SeenRequest } from '../../support/origin.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

/** Names that only the gateway may say to an origin. */
const NAMES = [
  'Portcullis-Context',
  'Portcullis-Session',
  'Portcullis-Request-Id',
  'Portcullis-Denied',
  'Portcullis-Anything',
];
const FORGED = 'forged-by-the-client';

const { origin, gateway } = await gateOfFile({
  routes: ['id: open, path: /open/**, access: public', 'id: owners, path: /owners/**, access: { roles: [owner] }'],
});
const cookie = await gateway.mint.cookie();

function spellings(name: string): string[] {
  const [first = '', ...rest] = name.split('-');
  const last = name.lastIndexOf('-');
  const inSomeCase = [
    name,
    name.toLowerCase(),
    name.toUpperCase(),
    name.replace(/./g, (letter, index: number) => (index % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase())),
  ];
  const joined = ['_', '.'].flatMap((mark) => [
    name.replaceAll('-', mark),
    `${first}${mark}${rest.join('-')}`,
    `${name.slice(0, last)}${mark}${name.slice(last + 1)}`,
    name.replaceAll('-', mark).toUpperCase(),
  ]);
  return [...new Set([...inSomeCase, ...joined, `X-${name}`])];
}

/** The request passed, and whatever the client said in the gateway's name is not there in any spelling. */
async function expectUnforged(lines: readonly string[], path = '/owners/x'): Promise<SeenRequest | undefined> {
  const before = origin.begun;
  const reply = await sendRaw(
    gateway.port,
    rawGet(path, `localhost:${gateway.port}`, [`Cookie: ${cookie}; theme=dark`, ...lines]),
  );
  expect(reply.status).toBe(200);
  expect(origin.begun).toBe(before + 1);
  const seen = origin.seen.at(-1);
  expect(JSON.stringify(seen?.headers)).not.toContain(FORGED);
  expect(await contextOf(gateway, seen)).toMatchObject({ sub: 'user-1', tid: 'acme' });
  return seen;
}

describe.each(NAMES)('%s', (name) => {
  test.each(spellings(name))("spelled %s is the gateway's to say", async (spelling) => {
    await expectUnforged([`${spelling}: ${FORGED}`]);
  });

  test('sent twice, with the same and with other values', async () => {
    await expectUnforged([`${name}: ${FORGED}`, `${name}: ${FORGED}`, `${name.toLowerCase()}: ${FORGED}-2`]);
  });

  test.each([' :', '\t:', ' \t :'])('with white space before the colon (%j) is refused or dropped', async (colon) => {
    const before = origin.begun;
    const reply = await sendRaw(
      gateway.port,
      rawGet('/owners/x', `localhost:${gateway.port}`, [`Cookie: ${cookie}`, `${name}${colon} ${FORGED}`]),
    );
    if (origin.begun > before) expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain(FORGED);
    else expect(reply.status).toBe(400);
  });

  test.each([
    [`Connection: ${name}`],
    [`Connection: close, ${name.toLowerCase()}`],
    [`Connection: keep-alive,\t${name.toUpperCase()} `],
    ['Connection: keep-alive', `Connection: ${name}`],
    [`Proxy-Connection: ${name}`],
  ])('named in %s still reaches the origin as the gateway says it', async (...lines) => {
    await expectUnforged(lines);
  });
});

test.each([
  'x-middleware-subrequest: middleware:middleware',
  'X_Middleware_Subrequest: 1',
  'X-Portcullis-Verified: true',
  'X-Envoy-Internal: true',
])('%s skips nothing and is not forwarded', async (line) => {
  const reply = await unreached(origin, () =>
    sendRaw(gateway.port, rawGet('/owners/x', `localhost:${gateway.port}`, [line])),
  );
  expect(reply.status).toBe(401);
  const seen = await expectUnforged([line]);
  expect(Object.keys(seen?.headers ?? {}).map((name) => name.replaceAll('_', '-'))).not.toContain(
    line.split(':')[0]?.toLowerCase().replaceAll('_', '-'),
  );
});

test.each([
  'X-HTTP-Method-Override: DELETE',
  'X_HTTP_Method_Override: DELETE',
  'X-Method-Override: DELETE',
  'X-HTTP-Method: DELETE',
])('%s is not forwarded: the rules have seen another method', async (line) => {
  const seen = await expectUnforged([line]);
  expect(JSON.stringify(seen?.headers)).not.toContain('DELETE');
});

test('hop-by-hop headers stay here, and so does what Connection names', async () => {
  const seen = await expectUnforged([
    'Proxy-Authorization: Basic eDp5',
    'Proxy-Authenticate: Basic',
    'TE: trailers',
    'Trailer: X-Checksum',
    'Keep-Alive: timeout=5',
    'HTTP2-Settings: AAMAAABk',
    'Upgrade: h2c',
    'Connection: Upgrade, HTTP2-Settings, X-Hop',
    'X-Hop: 1',
    'X-Stays: 1',
  ]);
  const names = Object.keys(seen?.headers ?? {});
  for (const name of [
    'proxy-authorization',
    'proxy-authenticate',
    'te',
    'trailer',
    'keep-alive',
    'http2-settings',
    'upgrade',
    'x-hop',
  ]) {
    expect(names).not.toContain(name);
  }
  expect(names).toContain('x-stays');
});

test.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Cookie', 'Authorization', 'Host', 'Via'])(
  'Connection: %s takes nothing away from the origin',
  async (name) => {
    const seen = await expectUnforged([`Connection: ${name}`, 'Authorization: Bearer app']);
    expect(seen?.headers[name.toLowerCase()]).toHaveLength(1);
  },
);

describe('on a public route without a session', () => {
  test.each([
    'X-User-Role: admin',
    'Portcullis-Context: a.b.c',
    'portcullis_context: a.b.c',
    'PORTCULLIS.CONTEXT: a.b.c',
  ])('%s makes no one an admin', async (line) => {
    const reply = await sendRaw(gateway.port, rawGet('/open/x', `localhost:${gateway.port}`, [line]));
    expect(reply.status).toBe(200);
    const claims = await contextOf(gateway, origin.seen.at(-1));
    expect(claims).not.toHaveProperty('sub');
    expect(claims).not.toHaveProperty('roles');
    expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain('a.b.c');
  });
});
