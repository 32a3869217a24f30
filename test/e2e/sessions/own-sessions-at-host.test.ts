import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { guardedStatus } from '../../support/unreached.ts';

/** The sign-in of an app at one host says nothing about the sessions of other hosts. */

const { gateway, origin } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      const grant = await gateway.mint.grant({ jti, sub: 'boss' });
      response.writeHead(200, request.url === '/sign-in' ? { 'portcullis-session': grant } : {}).end('ok');
    })();
  },
  lifetime: '2m, renew: { idle: 10m, absolute: 1h }',
  hosts: '[test.example, wiki.test.example]',
  developmentHosts: '{ "localhost:PORT": test.example, "127.0.0.1:PORT": wiki.test.example }',
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true',
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
    'id: wiki, host: wiki.test.example, path: /wiki, access: { roles: any }, revocation: strict',
    'id: wiki-in, host: wiki.test.example, path: /sign-in, access: public, signIn: true',
  ],
});
const WIKI = `127.0.0.1:${gateway.port}`;
const SESSIONS = '/.portcullis/sessions';

function cookieOf(reply: Reply): string {
  return /^(__Host-role=[\w.-]+);/.exec(reply.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
}
const signIn = async (host?: string) =>
  cookieOf(await send(gateway, '/sign-in', { method: 'POST', body: 'x', ...(host === undefined ? {} : { host }) }));
const atWiki = (cookie: string, path: string, method = 'GET') =>
  send(gateway, path, { method, host: WIKI, headers: { cookie } });
const ofWiki = (cookie: string) => guardedStatus(origin, () => atWiki(cookie, '/wiki'));
const idOf = (cookie: string) => decodeJwt(cookie.slice('__Host-role='.length))['sid'];

test('a session that counts at one host sees and ends those of that host alone', async () => {
  const [everywhere, here, other] = [await signIn(), await signIn(WIKI), await signIn(WIKI)];
  const { sessions } = JSON.parse((await atWiki(here, SESSIONS)).text) as { sessions: readonly { id: string }[] };
  expect(sessions.map(({ id }) => id).toSorted()).toEqual([idOf(here), idOf(other)].toSorted());
  const mine = () => guardedStatus(origin, () => send(gateway, '/mine', { headers: { cookie: everywhere } }));
  expect((await atWiki(here, `${SESSIONS}?id=${idOf(everywhere)}`, 'DELETE')).status).toBe(204);
  expect((await atWiki(here, `${SESSIONS}?others`, 'DELETE')).status).toBe(204);
  expect([await mine(), await ofWiki(here), await ofWiki(other)]).toEqual([200, 200, 401]);
  expect((await atWiki(here, `${SESSIONS}?all`, 'DELETE')).status).toBe(204);
  expect([await mine(), await ofWiki(here)]).toEqual([200, 401]);
});
