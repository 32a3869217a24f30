import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../browser/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { testRules } from '../support/rules.ts';
import { cockpit } from './apps/cockpit.ts';
import { jupyter } from './apps/jupyter.ts';
import { mediaWiki } from './apps/mediawiki.ts';
import { next } from './apps/next.ts';
import { nodeRed } from './apps/node-red.ts';
import { verdaccio } from './apps/verdaccio.ts';

/**
 * Apps that know nothing of the gateway work behind it, under the headers that docs/apps.md gives them; with the banner on their
 * pages, too, of sessions that act as another user.
 */

/** Browsers ask every site for it. */
const OF_NO_APP = /status of 404.*favicon\.ico/;

type CookieOf = Parameters<BrowserContext['addCookies']>[0][number];

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

test.each([next, jupyter, cockpit, nodeRed, mediaWiki, verdaccio])(
  '$name',
  async ({ name, start, use, ownComplaints }) => {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-app-'));
    const [port, gatewayPort] = [await freePort(), await freePort()];
    const publicUrl = `http://localhost:${gatewayPort}`;
    const running = await start({ port, folder, publicUrl });
    try {
      const gateway = await startTestGateway({ rules: await rulesOf(name, running.url), port: gatewayPort });
      try {
        for (const isActing of [false, true]) {
          const context = await browser.newContext();
          if (isActing) await context.addCookies([await actingCookie(gateway)]);
          const { page, complaints } = await open(context);
          await use(page, publicUrl);
          const heard = complaints.filter((complaint) => !OF_NO_APP.test(complaint) && !ownComplaints?.test(complaint));
          expect({ isActing, heard }).toEqual({ isActing, heard: [] });
          expect(await page.locator('portcullis-act-as').count()).toBe(isActing ? 1 : 0);
          await context.close();
        }
      } finally {
        await gateway.stop();
      }
    } finally {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** Rules with the routes that docs/apps.md has under the app's name. */
async function rulesOf(name: string, originUrl: string): Promise<string> {
  const document = await readFile(new URL('../../docs/apps.md', import.meta.url), 'utf8');
  const section = document.split('\n## ').find((text) => text.startsWith(`${name}\n`));
  const routes = section?.split('```yaml\n')[1]?.split('```')[0];
  if (routes === undefined) throw new Error(`docs/apps.md has no routes for ${name}`);
  return testRules({ origins: { app: originUrl }, routes: ['PLACE'] }).replace('routes:\n  - { PLACE }\n', routes);
}

/** Cookie of someone who acts as another user, for pages on this machine. */
async function actingCookie({ mint }: TestGateway): Promise<CookieOf> {
  const [name = '', value = ''] = (
    await mint.cookie({ act: { sub: 'support@acme.example', reason: 'ticket 7' } })
  ).split('=');
  return { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true };
}

/** Opens a page. `complaints`: errors of its console with their URL, oldest first. */
async function open(context: BrowserContext): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}
