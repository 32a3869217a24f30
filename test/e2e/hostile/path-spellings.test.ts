import { describe, expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

const SPELLED = {
  encodedSlash: ['/@scope%2fname', '/@scope%2Fname/-/name-1.0.0.tgz', '/api/projects/group%2Fproject/issues?x=%2F'],
  encodedDelimiters: ['/wiki/C%23', '/wiki/what%3F', '/wiki/a%3Bb', '/wiki/AC%5cDC', '/wiki/a%2520b'],
  dots: ['/companies/Inc.', '/companies/Inc./edit', '/wiki/wait...'],
  semicolons: ['/cart;jsessionid=7', '/cart;v=1/items;w=2'],
  nonUtf8: ['/wiki/caf%E9', '/wiki/%E9t%E9/x'],
} as const;

const kept = await gateOfFile({
  routes: Object.keys(SPELLED).map(
    (key) => `id: ${key.toLowerCase()}, path: /${key}/**, access: public, spelling: { ${key}: keep }`,
  ),
});
const strict = await gateOfFile({ routes: ['id: all, path: /**, access: public'] });

describe.each(Object.entries(SPELLED))('%s', (key, paths) => {
  test.each(paths)(
    '%s reaches the app byte for byte where the route keeps it, and the context is bound to that',
    async (path) => {
      const target = `/${key}${path}`;
      const { gateway, origin } = kept;
      const reply = await sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`));
      expect(reply.status).toBe(200);
      const seen = origin.seen.at(-1);
      expect(seen?.target).toBe(target);
      expect(await contextOf(gateway, seen)).toMatchObject({ htu: target, rid: key.toLowerCase() });
    },
  );

  test.each(paths)('%s reaches no app where the route does not', async (path) => {
    const { gateway, origin } = strict;
    const ask = () => sendRaw(gateway.port, rawGet(path, `localhost:${gateway.port}`));
    expectRefusal(await unreached(origin, ask), 400, 'malformed_request');
    for (const other of Object.keys(SPELLED).filter((one) => one !== key)) {
      const elsewhere = () => sendRaw(kept.gateway.port, rawGet(`/${other}${path}`, `localhost:${kept.gateway.port}`));
      expectRefusal(await unreached(kept.origin, elsewhere), 400, 'malformed_request');
    }
  });
});

test.each(['/wiki/100%25', '/~me/a-b_c.d', "/wiki/it's,@home:(x)"])('%s needs no opening', async (target) => {
  const { gateway, origin } = strict;
  expect((await sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`))).status).toBe(200);
  expect(origin.seen.at(-1)?.target).toBe(target);
});
