import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';

const GRACE_MS = 1000;

const { gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      if (request.url === '/slow') await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 300));
      const session = request.url === '/sign-in' ? { 'portcullis-session': await gateway.mint.grant({ jti }) } : {};
      response.writeHead(200, session).end('ok');
    })();
  },
  lifetime: '2m, renew: { idle: 10m, absolute: 1h, grace: 1s }',
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true',
    'id: slow, path: /slow, access: { roles: any }',
  ],
});

test('an answer that comes after the grace brings no successor: the browser may have a later one by then', async () => {
  const first = await send(gateway, '/sign-in', { method: 'POST', body: 'x' });
  const token = /^__Host-role=([\w.-]+);/.exec(first.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
  const { iss: _, iat = 0, exp = 0, ...rest } = decodeJwt(token);
  // As it would be after more than half of its life.
  const due = await gateway.mint.role({ ...rest, iat: iat - 70, exp: exp - 70, start: Number(rest['start']) - 70 });
  const reply = await send(gateway, '/slow', { headers: { cookie: `__Host-role=${due}` } });
  expect([reply.status, reply.header('set-cookie')]).toEqual([200, null]);
  // It was renewed, and would have been given the successor.
  const { notes } = await gateway.eventOf(reply.header('portcullis-request-id'));
  expect(notes).toContain('session_renewed');
});
