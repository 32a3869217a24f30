import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { gateOfFile } from '../../support/gate.ts';
import { randomRuns } from '../../support/random-runs.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import paths from '../../vectors/hostile/paths.json' with { type: 'json' };
import { startReaders } from './readers/readers.ts';

const KEPT = '{ encodedSlash: keep, encodedDelimiters: keep, dots: keep, semicolons: keep, nonUtf8: keep }';

/** Each opening is on everywhere, so that what one route lets through stands beside all the others. */
const { origin, gateway } = await gateOfFile({
  routes: [
    ...[
      'id: admin, path: /admin/**, access: { roles: [admin] }',
      'id: public, path: /public/**, access: public',
      'id: rest, path: /**, access: public',
    ].map((route) => `${route}, spelling: ${KEPT}`),
    // Without "**", no slash is kept, and on a path of literals nothing.
    `id: item, path: "/shop/{item}", access: public, spelling: ${KEPT.replace('encodedSlash: keep, ', '')}`,
    'id: exact, path: /exact, access: { roles: [admin] }',
  ],
});
const readers = await startReaders();
const admin = await gateway.mint.cookie({ roles: ['admin'] });

/** Sends the target, and asks every reader about what reached the origin. Says by which route it passed, or `null`. */
async function passedBy(target: string, lines: readonly string[] = []): Promise<string | null> {
  const before = origin.begun;
  const reply = await sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`, lines));
  expect(reply.status, target).not.toBe(500);
  if (origin.begun === before) {
    expect(reply.status, target).toBeGreaterThanOrEqual(400);
    return null;
  }
  const seen = origin.seen.at(-1);
  const { htu, rid } = await contextOf(gateway, seen);
  expect(htu).toBe(seen?.target);
  for (const [name, read] of Object.entries(readers)) {
    const answer = await read(seen?.target ?? '');
    expect([rid, null], `${name} reads ${seen?.target} as ${answer}, decided as ${rid}`).toContain(answer);
  }
  return rid;
}

describe('with every spelling kept everywhere, no server reads what passed as the path of another route', () => {
  test.each([...paths.malformed, ...paths.notPublic, ...paths.normalised])('$target', async ({ target }) => {
    await passedBy(target);
    await passedBy(target, [`Cookie: ${admin}`]);
    await passedBy(target.replace('/public', '/shop'));
    await passedBy(`/x${target}`);
  });

  test('nor any random one', async () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '/',
        '.',
        '..',
        ';',
        ';a=b',
        '%2f',
        '%2F',
        '%5C',
        '%3F',
        '%23',
        '%3b',
        '%25',
        '%252f',
        '%252e',
        '%2523',
        '%2e',
      ],
      ...['%E9', '%FF', '%C3%A9', '%C0%AF', '%20', '%61', '=', 'a', 'admin', 'ADMIN', 'exact', 'public', 'shop', 'x'],
    );
    const target = fc
      .tuple(fc.constantFrom('/', '/public/', '/shop/', '/x/', '/adm', '/admin'), fc.array(piece, { maxLength: 6 }))
      .map(([start, pieces]) => start + pieces.join(''));
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(target, async (text) => {
        if ((await passedBy(text)) !== null && /%2f|%5c|%3f|%23|%25..|;|\.(?:\/|$)|%e9|%ff/i.test(text)) passed += 1;
      }),
      { numRuns: randomRuns(300) },
    );
    // Refusing everything would prove nothing.
    expect(passed).toBeGreaterThan(10);
  });
});

test.each([
  ['/@scope%2fname', 'rest'],
  ['/public/C%23', 'public'],
  ['/public/what%3F', 'public'],
  ['/shop/Inc.', 'item'],
  ['/shop/7;jsessionid=1', 'item'],
  ['/public/caf%E9/x', 'public'],
])('%s passes by the route %s, which every server takes it for', async (target, route) => {
  expect(await passedBy(target)).toBe(route);
});
