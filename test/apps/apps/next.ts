import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

const APPS = fileURLToPath(new URL('..', import.meta.url));
const SITE = join(APPS, 'next');
const NEXT = join(APPS, 'node_modules/next/dist/bin/next');
const ENV = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Next.js as it is made: every page brings inline scripts without a nonce. */
export const next: ForeignApp = {
  name: 'Next.js',
  folder: 'next',
  origins: ['next'],
  roles: ['member'],
  acting: 'the banner',
  start: ({ port, folder }) => {
    // In place, since Next builds only what lies beside its packages.
    execFileSync(process.execPath, [NEXT, 'build', SITE], { env: { ...process.env, ...ENV }, stdio: 'ignore' });
    return startProcess({
      command: process.execPath,
      args: [NEXT, 'start', SITE, '-p', String(port)],
      port,
      folder,
      env: ENV,
    });
  },
  look: async ({ page, url }) => {
    await page.goto(url);
    await page.getByRole('button', { name: 'clicked 0' }).waitFor();
  },
  use: async ({ page }) => {
    await page.getByRole('button', { name: 'clicked 0' }).click();
    await page.getByRole('button', { name: 'clicked 1' }).waitFor();
    // To another page without loading it whole.
    await page.evaluate('window.isSamePage = true');
    await page.getByRole('link', { name: 'notes' }).click();
    await page.getByRole('heading', { name: 'Notes' }).waitFor();
    // A server action.
    await page.getByLabel('note').fill('by script');
    await page.getByRole('button', { name: 'add' }).click();
    await page.getByRole('listitem').filter({ hasText: 'by script' }).waitFor();
    expect(await page.evaluate('window.isSamePage')).toBe(true);
  },
};
