import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { gateOfFile } from '../../support/gate.ts';
import { sendRaw } from '../../support/raw-http.ts';

const RUNS = { numRuns: 200 };

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: public, path: /public/**, access: public',
    'id: item, path: "/shop/{item}", access: public',
    'id: admin, path: /admin/**, access: { roles: [admin] }',
  ],
});

/** Pieces that path confusion is made of. */
const piece = fc.constantFrom(
  ...[
    '/',
    '//',
    '.',
    '..',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '\\',
    ';',
    ';a=b',
    '?',
    '#',
    '%00',
    '%0a',
    '%20',
    '%25',
    '%252e',
    '%',
    '%c0%af',
    '%C3%A9',
  ],
  ...[
    'public',
    'PUBLIC',
    'admin',
    'shop',
    'a',
    'x.json',
    '~',
    '@',
    ':',
    ',',
    '=',
    '&',
    '!',
    '*',
    '$',
    "'",
    '(',
    ')',
    '|',
    '[',
    '^',
    '"',
    '<',
    '`',
    '{',
  ],
  ...['\u00e9', '\u00ff', '\u0080', '\u007f'],
);
const target = fc
  .tuple(fc.constantFrom('/public/', '/shop/', '/admin/', '/'), fc.array(piece, { maxLength: 8 }))
  .map(([start, pieces]) => start + pieces.join(''));

test('what is decided as public is forwarded as that public path, byte for byte, and nothing ends in a 500', async () => {
  await fc.assert(
    fc.asyncProperty(target, async (path) => {
      const before = origin.begun;
      const reply = await sendRaw(gateway.port, `GET ${path} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\n\r\n`);
      expect(reply.status).not.toBe(500);
      if (origin.begun === before) {
        expect(reply.status).toBeGreaterThanOrEqual(400);
        return;
      }
      const seen = origin.seen.at(-1);
      const { htu, rid } = await contextOf(gateway, seen);
      expect(htu).toBe(seen?.target);
      const [forwarded = ''] = seen?.target.split('?') ?? [];
      expect(forwarded).toMatch(rid === 'public' ? /^\/public(?:\/|$)/ : /^\/shop\/[^/]+$/);
      // No server that decodes, folds or resolves can make another path of it.
      const decoded = decodeURIComponent(forwarded);
      expect(decoded).not.toMatch(/[\\;?#]|\/\/|%[0-9a-f]{2}/i);
      expect(new URL(`http://h${decoded.replaceAll('%', '%25')}`).pathname.split('/').length).toBe(
        forwarded.split('/').length,
      );
      expect(decoded.split('/').some((segment) => /^\.*$/.test(segment) && segment !== '')).toBe(false);
    }),
    RUNS,
  );
});

test('no bytes at all in the place of a target end in a 500 or at the origin unsigned', async () => {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { maxLength: 40 }), async (bytes) => {
      const before = origin.begun;
      const path = `/public/${bytes.join('')}`;
      const reply = await sendRaw(
        gateway.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n\r\n`,
      );
      expect(reply.status).not.toBe(500);
      if (origin.begun > before) expect((await contextOf(gateway, origin.seen.at(-1))).rid).toBe('public');
    }),
    RUNS,
  );
});

test('no header line ends in a 500 or changes who the origin believes is asking', async () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.!~-]{1,20}$/);
  const value = fc.array(
    fc.integer({ min: 1, max: 255 }).filter((code) => code !== 10 && code !== 13),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 6 }), async (headers) => {
      const before = origin.begun;
      const lines = headers.map(([header, codes]) => `${header}: ${String.fromCharCode(...codes)}`);
      const reply = await sendRaw(
        gateway.port,
        ['GET /public/x HTTP/1.1', `Host: localhost:${gateway.port}`, ...lines, 'Connection: close', '', ''].join(
          '\r\n',
        ),
      );
      expect(reply.status).not.toBe(500);
      if (origin.begun > before) expect(await contextOf(gateway, origin.seen.at(-1))).not.toHaveProperty('sub');
    }),
    RUNS,
  );
});
