import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, localPolicy } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../browser/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import type { ForeignApp } from './app.ts';

/** Browsers ask every site for it. */
const OF_NO_APP = /status of 404.*favicon\.ico/;
/** What the headers of the gateway stop. An app may complain of more where a session may only read. */
const OF_HEADERS = /Content Security Policy|Permissions policy|Refused to/;
/** As long as rules may say, since a busy machine answers late. */
const STATE_DEADLINE_MS = 2000;

/** Networks of machines in the examples, and what stands for them here. */
const [MACHINES, THIS_MACHINE] = ['10.20.0.0/16', '127.0.0.0/8'];

type CookieOf = Parameters<BrowserContext['addCookies']>[0][number];

/**
 * Tests that the apps work behind the gateway with their rules in examples/apps, which differ only in hosts, URLs of
 * origins and the network of machines;
 * and that sessions that act as another user see the banner.
 */
export function tryApps(apps: readonly ForeignApp[]): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  test.each(apps)('$name', async (app) => {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-app-'));
    const [port, gatewayPort] = [await freePort(), await freePort()];
    const publicUrl = `http://localhost:${gatewayPort}`;
    const running = await app.start({ port, folder, publicUrl });
    try {
      const policy = policyOf(app, gatewayPort, running.url);
      const gateway = await startTestGateway({ rules: () => policy, port: gatewayPort });
      try {
        await tryApp(app, browser, gateway, folder);
      } finally {
        await gateway.stop();
      }
    } finally {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function policyOf({ folder, origins }: ForeignApp, port: number, originUrl: string): Policy {
  const file = `examples/apps/${folder}/gateway.yaml`;
  const compiled = compileRules({ file, text: readFileSync(file, 'utf8').replaceAll(MACHINES, THIS_MACHINE) });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  const originUrls = Object.fromEntries(origins.map((origin) => [origin, originUrl]));
  const policy = localPolicy(compiled.policy, { port, originUrls });
  return { ...policy, state: { ...policy.state, deadlineMs: STATE_DEADLINE_MS } };
}

async function tryApp(app: ForeignApp, browser: Browser, gateway: TestGateway, folder: string): Promise<void> {
  const session = await gateway.mint.cookie({ roles: app.roles });
  const { url } = gateway;
  if (app.roles.length > 0) expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  await visiting(browser, app.roles.length > 0 ? session : null, async (page, complaints) => {
    const visit = { page, url, folder, cookie: session };
    await app.look?.(visit);
    await app.use(visit);
    expect(complaints().filter((complaint) => !app.ownComplaints?.test(complaint))).toEqual([]);
    expect(await page.locator('portcullis-act-as').count()).toBe(0);
  });
  if (app.acting === 'no pages') return;
  const act = { sub: 'support@acme.example', reason: 'ticket 7' };
  await visiting(browser, await gateway.mint.cookie({ roles: app.roles, act }), async (page, complaints) => {
    if (app.acting === 'a refusal') {
      expect((await page.goto(url))?.status()).toBe(403);
      return;
    }
    await app.look?.({ page, url, folder, cookie: session });
    expect(complaints().filter((complaint) => OF_HEADERS.test(complaint))).toEqual([]);
    expect(await page.locator('portcullis-act-as').count()).toBe(1);
  });
}

/** Opens a page with the cookie. `complaints`: errors of its console with their URL, oldest first. */
async function visiting(
  browser: Browser,
  cookie: string | null,
  visit: (page: Page, complaints: () => readonly string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  if (cookie !== null) await context.addCookies([asBrowserCookie(cookie)]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await visit(page, () => complaints.filter((complaint) => !OF_NO_APP.test(complaint)));
  await context.close();
}

function asBrowserCookie(cookie: string): CookieOf {
  const [name = '', value = ''] = cookie.split('=');
  return { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true };
}
