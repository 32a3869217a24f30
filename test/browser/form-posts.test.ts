import { CONTEXT_HEADER } from '@portcullis/origin/context';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { contextOf } from '../support/context.ts';
import { gatewayOfFile, ofFile, originOfFile } from '../support/of-file.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { productionOptions } from '../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../support/rules.ts';
import { startChromium } from './chromium.ts';
import { startSmallWeb } from './small-web.ts';

/** The app: it sends visitors to the identity provider, and takes the answer that it asked for. */
const origin = await originOfFile((request, response, received) => {
  const { jti = '', sub } = decodeJwt(String(request.headers[CONTEXT_HEADER]));
  void (async () => {
    if (request.url === '/sign-in') {
      const cookie = 'asked=7; Path=/sso; Secure; HttpOnly; SameSite=None';
      return response.writeHead(303, { location: 'https://idp.example/form', 'set-cookie': cookie }).end();
    }
    if (request.method === 'POST') {
      const { body } = await received;
      const isAsked = body.toString() === 'InResponseTo=7' && request.headers.cookie === 'asked=7';
      return isAsked
        ? response.writeHead(303, { location: '/mine', 'portcullis-session': await gateway.mint.grant({ jti }) }).end()
        : response.writeHead(403).end('not asked for');
    }
    return response.writeHead(200, { 'content-type': 'text/plain' }).end(`hello ${sub}`);
  })();
});
const gateway = await gatewayOfFile(
  productionOptions({
    originUrl: origin.url,
    clientAddress: ADDRESS_FROM_HEADER,
    routes: [
      'id: sign-in, path: /sign-in, methods: [GET], access: public',
      'id: acs, path: /sso/acs, methods: [POST], access: public, signIn: true, crossSite: { formPosts: [https://idp.example] }',
      'id: mine, path: /mine, access: { roles: any }',
    ],
  }),
);
/** Pages of other sites: each posts a form at once, as identity providers do, in the window or in a frame. */
const web = ofFile(
  await startSmallWeb({
    ports: { 'acme.test.example': gateway.port },
    elsewhere: ({ host, path }, response) => {
      const target = path === '/framed' ? 'target="frame"' : '';
      const referrer = path === '/hidden' ? '<meta name="referrer" content="no-referrer">' : '';
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(
        `<!doctype html>${referrer}<title>${host}</title><iframe name="frame"></iframe>
        <form action="https://acme.test.example/sso/acs" method="post" ${target}><input name="InResponseTo" value="7"></form>
        <script>document.forms[0].submit()</script>`,
      );
    },
  }),
  (each) => each.close(),
);
const browser = ofFile(await startChromium(web.switches), (each) => each.close());

async function startPage() {
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

test('the form of an identity provider signs in, by a page of another site', async () => {
  const page = await startPage();
  await page.goto('https://acme.test.example/sign-in');
  await page.waitForURL('https://acme.test.example/mine');
  expect(await page.textContent('body')).toBe('hello user-9');
  const posted = origin.seen.find(({ method }) => method === 'POST');
  expect(await contextOf(gateway, posted)).not.toHaveProperty('sub');
});

test.each(['https://evil.example/form', 'https://idp.example/framed', 'https://idp.example/hidden'])(
  'the form of %s does not reach the app',
  async (start) => {
    const page = await startPage();
    const before = origin.begun;
    const answered = page.waitForResponse('https://acme.test.example/sso/acs');
    await page.goto(start).catch(() => undefined);
    expect((await answered).status()).toBe(403);
    expect(origin.begun).toBe(before);
  },
);
