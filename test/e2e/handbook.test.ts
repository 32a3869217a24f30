import { expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { handbookOfFile } from '../support/handbook.ts';
import { guardedStatus, unreached } from '../support/unreached.ts';

/** The second app of `npm start`: TiddlyWiki, which knows nothing of the gateway, with its own identity provider. */

const { gateway, url, issuer, wikiUrl, origin } = await handbookOfFile();

const XHR = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'x-requested-with': 'TiddlyWiki' };

async function signIn(email: string, { path = '/', code = '', browser = new Browser() } = {}) {
  const { reply, url: page } = await browser.open(`${url}${path}`);
  if (!page.startsWith(issuer)) return { browser, reply, url: page };
  const form = new URLSearchParams({ email, password: 'portcullis-demo', code });
  const posted = await browser.ask(page, {}, 'POST', `${form}`);
  const location = posted.header('location');
  return { browser, ...(location === null ? { reply: posted, url: page } : await browser.open(location)) };
}

async function write(browser: Browser): Promise<number> {
  const address = `${url}/recipes/default/tiddlers/%24%3A%2Fnote`;
  const body = JSON.stringify({ title: '$:/note', text: 'written' });
  const headers = { ...XHR, origin: url, 'content-type': 'application/json' };
  return guardedStatus(origin, () => browser.ask(address, headers, 'PUT', body));
}

test('the wiki itself answers no request without the header of the gateway', async () => {
  expect((await fetch(wikiUrl)).status).toBe(401);
});

test('a reader is sent to the provider and back, and the wiki knows who it is', async () => {
  const { browser, reply, url: at } = await signIn('driver@acme.example', { path: '/?a=1' });
  expect([reply.status, at]).toEqual([200, `${url}/?a=1`]);
  const status = await browser.ask(`${url}/status`, { ...XHR, 'x-wiki-user': 'editor@cargoline.example' });
  expect(JSON.parse(status.text)).toMatchObject({ username: 'driver@acme.example', read_only: true });
  expect(await write(browser)).toBe(403);
});

test('an editor writes, and a visitor who is signed out reads nothing of it', async () => {
  const { browser } = await signIn('editor@cargoline.example');
  expect(await write(browser)).toBe(204);
  const read = `${url}/recipes/default/tiddlers/%24%3A%2Fnote`;
  expect(JSON.parse((await browser.ask(read, XHR)).text)).toMatchObject({ text: 'written' });
  expectRefusal(await unreached(origin, () => new Browser().ask(read, XHR)), 401, 'session_required');
});

test('the rates need a second factor, which the provider asks for', async () => {
  const { browser } = await signIn('owner@globex.example');
  const refused = await unreached(origin, () => browser.open(`${url}/files/rates.txt`));
  expect([refused.reply.status, refused.reply.text]).toEqual([401, expect.stringContaining('Confirm it is you')]);
  const [, again = ''] = /href="(\/\.portcullis\/sign-in[^"]+)"/.exec(refused.reply.text) ?? [];
  const path = again.replaceAll('&amp;', '&');
  const { reply, url: at } = await signIn('owner@globex.example', { path, code: '246810', browser });
  expect([reply.status, at, reply.text]).toEqual([200, `${url}/files/rates.txt`, expect.stringContaining('tanker')]);
});

test('a person whose groups grant nothing gets no session', async () => {
  const { browser, reply } = await unreached(origin, () => signIn('guest@acme.example'));
  expect(reply.status).toBe(403);
  const event = await gateway.eventOf(reply.header('portcullis-request-id'));
  expect(event).toMatchObject({ reason: 'identity_unmatched' });
  expect(browser.cookies.get(new URL(url).host)?.get('__Host-role')).toBeUndefined();
});

test('a wrong password or code stays at the provider', async () => {
  const browser = new Browser();
  const { url: page } = await browser.open(`${url}/`);
  for (const wrong of [
    'email=driver@acme.example&password=x',
    'email=driver@acme.example&password=portcullis-demo&code=246810',
  ])
    expect((await browser.ask(page, {}, 'POST', wrong)).status).toBe(422);
});
