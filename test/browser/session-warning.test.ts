import { expect, test } from 'vitest';
import { gateOfFile } from '../support/gate.ts';
import { ofFile } from '../support/of-file.ts';
import { startChromium, visit } from './chromium.ts';

/** The script that apps include, in a page under the strict profile. */

const PAGE = `<!doctype html><html lang="en"><title>Note</title><script src="/.portcullis/session.js" defer></script>
<script src="/listen.js"></script><label>Text <textarea></textarea></label><p id="log"></p></html>`;
const LISTEN = `for (const name of ['portcullis:ending', 'portcullis:ended'])
  addEventListener(name, () => { document.querySelector('#log').textContent += name + ' '; });`;

const { gateway } = await gateOfFile({
  routes: ['id: app, path: /**, access: { roles: any }, origin: app'],
  answer: (request, response) => {
    const isScript = request.url === '/listen.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    return response.end(isScript ? LISTEN : PAGE);
  },
});
const browser = ofFile(await startChromium(), (each) => each.close());

/** @param seconds that are left of the session */
async function open(seconds: number) {
  const context = ofFile(await browser.newContext(), (each) => each.close());
  const value = await gateway.mint.role({ exp: Math.floor(Date.now() / 1000) + seconds });
  await context.addCookies([
    { name: '__Host-role', value, url: gateway.url.replace('http:', 'https:'), httpOnly: true },
  ]);
  const visitor = await visit(context);
  await visitor.page.goto(`${gateway.url}/note`);
  return { ...visitor, log: () => visitor.page.textContent('#log') };
}

test('warns in the page before the session ends, and what was typed stays', async () => {
  const { page, log, complaints } = await open(110);
  await page.getByRole('dialog', { name: 'Your session is about to end' }).waitFor();
  expect(await log()).toContain('portcullis:ending');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByLabel('Text').fill('half typed');
  expect([await page.getByRole('dialog').count(), await page.getByLabel('Text').inputValue()]).toEqual([
    0,
    'half typed',
  ]);
  expect(complaints).toEqual([]);
});

test('says in the page that the session is over', async () => {
  const { page, log } = await open(110);
  await page.getByRole('dialog').waitFor();
  await page.context().clearCookies();
  // As when the reader comes back to the tab.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(log).toContain('portcullis:ended');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('says nothing while there is time', async () => {
  const answered = (await open(600)).page;
  await answered.reload({ waitUntil: 'networkidle' });
  expect(await answered.getByRole('dialog').count()).toBe(0);
});
