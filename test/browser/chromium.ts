import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../support/patience.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Starts the system's Chromium, with switches of the test's own. */
export function startChromium(switches: readonly string[] = []): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}: install it (Debian: apt-get install chromium) or name it in CHROMIUM.`,
    );
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...switches,
    ],
  });
}

/** A page in a browser context of its own, and the errors in its console. */
export interface Visitor {
  readonly page: Page;
  /** Errors and Content-Security-Policy violations in the console, oldest first. */
  readonly complaints: readonly string[];
}

/** Opens a page in a context, which has cookies of its own. */
export async function visit(context: BrowserContext): Promise<Visitor> {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    // A refused poll or page is logged by Chromium itself; what must not be there is anything else.
    if (message.type() === 'error' && !/status of 40[13]/.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}
