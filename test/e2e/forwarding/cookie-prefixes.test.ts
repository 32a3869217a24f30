import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';

let seen: string | undefined;
const { gateway } = await gateOfFile({
  more: 'cookies: { httpOnly: all, sameSite: strict, prefix: { host: [sid] } }',
  answer: (request, response) => {
    seen = request.headers.cookie;
    response.writeHead(200, { 'set-cookie': ['sid=1; Domain=test.example', 'lang=de; SameSite=None'] }).end('ok');
  },
  routes: [
    'id: open, path: /open/**, access: public',
    'id: eased, path: /eased, access: public, cookies: { httpOnly: { except: [lang] }, sameSite: origin }',
    'id: owners, path: /owners/**, access: { roles: [owner] }',
  ],
});

describe('a cookie with a prefix', () => {
  test('is set by the name that only this host can set', async () => {
    expect((await send(gateway, '/open/x')).headers['set-cookie']).toEqual([
      '__Host-sid=1; Path=/; Secure; SameSite=Strict; HttpOnly',
      'lang=de; Secure; SameSite=Strict; HttpOnly',
    ]);
    expect((await send(gateway, '/eased')).headers['set-cookie']).toEqual([
      '__Host-sid=1; Path=/; Secure; SameSite=Lax; HttpOnly',
      'lang=de; SameSite=None; Secure',
    ]);
  });

  test.each([
    ['__Host-sid=1; lang=de', 'sid=1; lang=de'],
    ['sid=tossed; __Host-sid=1; SID=tossed', 'sid=1'],
    ['sid=tossed', undefined],
    ['lang=de', 'lang=de'],
    // Nothing can be taken out of what is not UTF-8.
    [Buffer.from('sid=1; lang=\xff', 'latin1').toString('latin1'), undefined],
  ])('%s reaches the app as %s', async (cookie, own) => {
    await send(gateway, '/open/x', { headers: { cookie } });
    expect(seen).toBe(own);
  });

  test('stands beside the role cookie', async () => {
    const cookie = `${await gateway.mint.cookie()}; sid=tossed; __Host-sid=1`;
    expect((await send(gateway, '/owners/x', { headers: { cookie } })).status).toBe(200);
    expect(seen).toBe('sid=1');
  });
});
