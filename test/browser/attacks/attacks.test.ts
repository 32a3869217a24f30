import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { markdownTable } from '../../support/markdown-table.ts';
import { gatewayOfFile, ofFile, originOfFile } from '../../support/of-file.ts';
import { PATIENCE_MS, pause, until } from '../../support/patience.ts';
import { productionOptions } from '../../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { startChromium } from '../chromium.ts';
import { reportsIn } from '../reports.ts';
import { startSmallWeb } from '../small-web.ts';
import { answerAsApp, answerAsAttacker, hostOf, pathOf, placesOf, startOf, type Target } from './attacked-app.ts';
import { ATTACK_NAMES, ATTACKS, type Attack, type AttackName } from './attacks.ts';
import { type Outcome, PROFILES, PROMISES, promisesTable } from './promises.ts';

const DOCUMENT = 'docs/headers.md';
/** Time for what must not happen. That an attack works at all, the profile `none` shows. */
const QUIET_MS = 400;

const origin = await originOfFile(answerAsApp);
const gateway = await gatewayOfFile(
  productionOptions({
    originUrl: origin.url,
    clientAddress: ADDRESS_FROM_HEADER,
    routes: PROFILES.filter((profile) => profile !== 'none').map(
      (profile) => `id: ${profile}, path: /${profile}/**, access: public, headers: ${profile}`,
    ),
  }),
);
const ports = Object.fromEntries(
  PROFILES.map((profile) => [hostOf(profile), profile === 'none' ? origin.port : gateway.port]),
);
const web = ofFile(await startSmallWeb({ ports, elsewhere: answerAsAttacker }), (each) => each.close());
const browser = ofFile(await startChromium(web.switches), (each) => each.close());

async function hasWorked(page: Page, target: Target): Promise<boolean> {
  const { LOOT } = placesOf(target);
  if (web.visits.some(({ path }) => LOOT.endsWith(`attacker.example${path}`))) return true;
  if (origin.seen.some((seen) => seen.method === 'POST' && seen.target === pathOf(target))) return true;
  const frames = page
    .context()
    .pages()
    .flatMap((each) => each.frames());
  const marked = frames.map((frame) =>
    frame.evaluate(() => document.documentElement.dataset['took'] === 'yes').catch(() => false),
  );
  return (await Promise.all(marked)).includes(true);
}

/** Directives whose breach was reported, once for each report. For a frame, browsers report only the host. */
function reported(target: Target): readonly string[] {
  return reportsIn(web.visits)
    .filter(({ document, directive }) =>
      directive === 'frame-ancestors'
        ? document === `https://${hostOf(target.profile)}/` && target.name === 'another site that frames the page'
        : new URL(document).pathname.replace(/\..*/, '') === pathOf(target),
    )
    .filter(({ blocked }) => blocked !== 'data')
    .map(({ directive }) => directive);
}

async function attack(page: Page, target: Target, expected: Outcome): Promise<Outcome> {
  const { next }: Attack = ATTACKS[target.name];
  // The attack before may still be on its way to its loot.
  await until(() =>
    page.goto(startOf(target)).then(
      () => true,
      (error: Error) => !/interrupted/.test(error.message) || undefined,
    ),
  );
  await next?.(page, placesOf(target));
  if (expected === 'runs') await until(async () => (await hasWorked(page, target)) || undefined);
  else if (expected === 'stopped') await pause(QUIET_MS);
  else await until(() => reported(target).length > 0 || undefined);
  const worked = await hasWorked(page, target);
  for (const other of page.context().pages()) if (other !== page) await other.close();
  return worked ? 'runs' : ((reported(target)[0] as Outcome | undefined) ?? 'stopped');
}

/** One after the other, since they share a page. */
function attacksUnder(profile: (typeof PROFILES)[number]): readonly Promise<Outcome | Error>[] {
  let page: Page | null = null;
  let before: Promise<unknown> = browser.newContext().then(async (context) => {
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
  });
  return ATTACK_NAMES.map((name) => {
    const outcome = before
      .then(() => (page === null ? 'stopped' : attack(page, { name, profile }, promised(profile, name))))
      .catch((error: Error) => error);
    before = outcome;
    return outcome;
  });
}

function promised(profile: (typeof PROFILES)[number], name: AttackName): Outcome {
  return PROMISES[name][PROFILES.indexOf(profile)] ?? 'stopped';
}

/** All profiles at a time. */
const outcomes = PROFILES.map(attacksUnder);

describe.each(PROFILES)('under %s', (profile) => {
  test.each(ATTACK_NAMES)('%s', async (name) => {
    const outcome = await outcomes[PROFILES.indexOf(profile)]?.[ATTACK_NAMES.indexOf(name)];
    expect(outcome).toBe(promised(profile, name));
  });

  test('nothing is reported twice', async () => {
    await pause(1500);
    const rows = ATTACK_NAMES.map((name) => [name, reported({ name, profile })]);
    expect(rows.filter(([, directives]) => (directives?.length ?? 0) > 1)).toEqual([]);
  });
});

test('the documents say so (UPDATE_DOCS=1 writes it)', () => {
  const page = readFileSync(DOCUMENT, 'utf8');
  const current = page.replace(/\| attack +\| `legacy`[\s\S]*?(?=\n\n)/, markdownTable(promisesTable()));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOCUMENT, current);
  expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
  expect(current).toContain(markdownTable(promisesTable()));
});
