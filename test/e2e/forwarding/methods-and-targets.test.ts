import { describe, expect, test } from 'vitest';
import { METHODS } from '../../../rules/src/compiler/values/methods.ts';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: open, path: /open/**, methods: [GET, POST, PUT, PATCH, DELETE, OPTIONS], access: public',
    'id: read, path: /read, methods: [GET], access: public',
    'id: dav, path: /dav/**, methods: [GET], access: public',
  ],
  // In the text of the rules, the end of REPORT would stand for the port.
  adjust: (policy) => ({
    ...policy,
    routes: policy.routes.map((route) => (route.id === 'dav' ? { ...route, methods: METHODS } : route)),
  }),
});

describe('methods', () => {
  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s reaches the origin as it is',
    async (method) => {
      const reply = await send(gateway, '/open/x', { method });
      expect(reply.status).toBe(200);
      expect(reply.text).toBe(method === 'HEAD' ? '' : 'ok');
      expect(origin.seen.at(-1)?.method).toBe(method);
    },
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s brings its body along', async (method) => {
    await send(gateway, '/open/x', { method, body: 'a body' });
    const seen = origin.seen.at(-1);
    expect({ body: seen?.body.toString(), length: seen?.headers['content-length'] }).toEqual({
      body: 'a body',
      length: ['6'],
    });
  });

  test.each(METHODS.slice(METHODS.indexOf('QUERY')))(
    '%s reaches the origin where the route lists it',
    async (method) => {
      expect((await send(gateway, '/dav/x', { method, body: '<x/>' })).status).toBe(200);
      expect(origin.seen.at(-1)).toMatchObject({ method, complete: true });
      expect(origin.seen.at(-1)?.body.toString()).toBe('<x/>');
    },
  );

  test.each(['POST', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s is refused where the route does not list it, with what it lists',
    async (method) => {
      const reply = await unreached(origin, () => send(gateway, '/read', { method }));
      expectRefusal(reply, 405, 'method_not_allowed');
      expect(reply.header('allow')).toBe('GET, HEAD');
    },
  );

  test.each(['TRACE', 'PURGE', 'get', 'GETX', 'MKCALENDAR', 'LINK', 'M-SEARCH', 'VERSION-CONTROL'])(
    '%s never reaches the origin',
    async (method) => {
      const reply = await unreached(origin, () =>
        sendRaw(gateway.port, rawGet('/open/x', `localhost:${gateway.port}`).replace('GET', method)),
      );
      // The runtime answers methods that it does not know itself, with a plain 501.
      expect([405, 501]).toContain(reply.status);
    },
  );

  test('CONNECT never reaches the origin', async () => {
    const before = origin.begun;
    const reply = await sendRaw(
      gateway.port,
      `CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost:${gateway.port}\r\n\r\n`,
    );
    // Named exception to "no input gives a 500": plain workerd has no handler for CONNECT and answers before the Worker runs.
    expect([0, 500, 501]).toContain(reply.status);
    expect(origin.begun).toBe(before);
  });

  test.each(['GET', 'HEAD'])('%s with a body is refused: the body would be lost on the way', async (method) => {
    const bytes = `${method} /open/x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nContent-Length: 2\r\n\r\nhi`;
    expect((await unreached(origin, () => sendRaw(gateway.port, bytes))).status).toBe(400);
  });
});

describe('the request target', () => {
  test.each([
    '/open/',
    '/open/a/',
    '/open/a.b/c-d_e~f',
    '/open/a@b:c,d=e&f!g',
    '/open/caf%C3%A9',
    '/open/%E2%82%AC/x',
    '/open/a%20b',
    '/open/x?',
    '/open/x?a=1&a=2&a=1',
    '/open/x?&&',
    '/open/x?a=b+c&d=%20',
    '/open/x?path=%2Fadmin%2F..%2Fx',
    '/open/x?a=%252F',
    '/open/x?a?b?c',
    '/open/x?a=[1]&b={2}|3',
    '/open/x?a=/public/../x//y;z',
    '/open/x?%zz=%',
    '/open/x?a=%00%0d%0a',
    '/open/x?__proto__=1&constructor=2',
  ])('%s is forwarded byte for byte', async (target) => {
    const reply = await sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`));
    expect(reply.status).toBe(200);
    expect(origin.seen.at(-1)?.target).toBe(target);
  });

  test("an apostrophe in the query is encoded, as the URL Standard does, and the context's target says the same", async () => {
    await send(gateway, "/open/x?a='b'");
    expect(origin.seen.at(-1)?.target).toBe('/open/x?a=%27b%27');
    expect((await contextOf(gateway, origin.seen.at(-1))).htu).toBe('/open/x?a=%27b%27');
  });
});
