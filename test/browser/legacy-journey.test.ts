import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { compileText, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../support/origin.ts';
import { pause, until } from '../support/patience.ts';
import { startChromium } from './chromium.ts';
import { type HttpsFront, startHttpsFront } from './https-front.ts';

// What docs/adopting.md shows: these files, and what the commands make of them.
const HOST = 'ledger.example.com';
const PAGE = readFileSync('docs/examples/ledger/index.html', 'utf8');
/** Counts are written two seconds after the first report. */
const BATCH_MS = 3500;
const INJECTED =
  '<script>document.title = "taken over"</script><img src="x" onerror="document.title = \'taken over\'">';

let origin: TestOrigin;
let gateway: TestGateway | null = null;
let front: HttpsFront;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'portcullis-journey-'));
const rulesFile = join(folder, 'gateway.yaml');
const hashesFile = join(folder, 'hashes.json');

beforeAll(async () => {
  // What a visitor asks for with "note" is written into the page, as old apps do.
  origin = await startOrigin(({ url = '/' }, response) => {
    const note = new URL(url, `https://${HOST}`).searchParams.get('note') ?? '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(PAGE.replace('</h1>', `</h1>${note}`));
  });
  front = await startHttpsFront(HOST, () => gateway?.port ?? 0);
  browser = await startChromium(front.chromium);
});

afterAll(async () => {
  await browser?.close();
  await front?.stop();
  await gateway?.stop();
  await origin?.close();
  rmSync(folder, { recursive: true });
});

/** Starts the gateway by the rules of the documents, with the origin of this test. */
async function startBy(file: string): Promise<TestGateway> {
  await gateway?.stop();
  const rules = readFileSync(file, 'utf8').concat(
    `\ndevelopment:\n  hosts: [ledger.example.com, "localhost:PORT"]\n  origins: { ledger: "${origin.url}" }\n`,
  );
  const started = await startTestGateway({ rules });
  writeFileSync(rulesFile, rules.replaceAll('PORT', String(started.port)));
  gateway = started;
  return started;
}

/** Opens the page, uses it, and returns what it shows. */
async function use(note = ''): Promise<{ readonly total: string; readonly title: string }> {
  const context = await browser.newContext();
  await context.route('https://cdn.example.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'window.money = (amount) => "EUR " + amount;' }),
  );
  const page: Page = await context.newPage();
  await page.goto(`https://${HOST}/?note=${encodeURIComponent(note)}`);
  await page.getByRole('button', { name: 'Add 100' }).click();
  const shown = { total: (await page.locator('#total').textContent()) ?? '', title: await page.title() };
  expect(await page.locator('#total').evaluate((element) => getComputedStyle(element).fontWeight)).toBe('700');
  expect(await page.locator('button').evaluate((element) => getComputedStyle(element).paddingLeft)).toBe('16px');
  return shown;
}

function reportsOf({ events }: TestGateway): readonly unknown[] {
  return events.flatMap(({ event, report }) => (event === 'report' ? [report] : []));
}

async function portcullis(started: TestGateway, ...args: readonly string[]): Promise<string> {
  const { out, told, exitCode } = await runCli(args, { ADMIN_KEYS: started.settings['ADMIN_KEYS'] ?? '' });
  expect({ told, exitCode }).toEqual({ told: '', exitCode: 0 });
  return out;
}

test('a legacy page goes from observed to the tightest policy that it bears, by two commands', async () => {
  const observed = await startBy('docs/examples/ledger.yaml');
  expect(await use()).toEqual({ total: 'EUR 100', title: 'Ledger' });

  const suggest = (...args: readonly string[]): Promise<string> =>
    portcullis(observed, 'csp', 'suggest', '--gateway', observed.url, '--rules', rulesFile, ...args);
  // Two scripts, a handler, a style and a style attribute.
  await until(() => (reportsOf(observed).length >= 5 ? true : undefined));
  await pause(BATCH_MS);
  const found = await suggest();
  expect(found.match(/- "'unsafe-inline'"/g)?.length, found).toBe(4);

  writeFileSync(hashesFile, await portcullis(observed, 'csp', 'hash', `${observed.url}/`, '--json'));
  const suggested = await suggest('--hashes', hashesFile);
  expect(suggested).not.toContain('unsafe-inline');
  // The rules of the documents are the ones before with this pasted in, and without the observed control.
  const pasted = suggested.replaceAll(/^/gm, '    ');
  const [before, after] = ['ledger', 'ledger-enforced'].map((name) =>
    readFileSync(`docs/examples/${name}.yaml`, 'utf8'),
  );
  const made = compileText((before ?? '').replace('    mode: { headers: observe }', pasted), 0);
  expect(made.routes[0]?.headers).toEqual(compileText(after ?? '', 0).routes[0]?.headers);

  const enforcing = await startBy('docs/examples/ledger-enforced.yaml');
  expect(await use()).toEqual({ total: 'EUR 100', title: 'Ledger' });
  expect(await use(INJECTED)).toEqual({ total: 'EUR 100', title: 'Ledger' });
  await until(() => (reportsOf(enforcing).length >= 2 ? true : undefined));
  expect(reportsOf(enforcing)).toEqual([
    expect.objectContaining({ directive: 'script-src-elem', disposition: 'enforce', blocked: 'inline' }),
    expect.objectContaining({ directive: 'script-src-attr', disposition: 'enforce', blocked: 'inline' }),
  ]);
});
