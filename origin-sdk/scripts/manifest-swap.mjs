import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { publishedManifest } from './published-manifest.mjs';

const MANIFEST = 'package.json';
/** Where git does not look. */
const SAVED = 'node_modules/.cache/pack/package.json';
/** npm needs about a second between the two; what is older was left by a crash. */
const LONGEST_PACK_MS = 30_000;

/** Puts the published manifest in place of the one in the repository, which is saved. The folder is the package's. */
export async function swapIn() {
  await waitForOthers();
  if (restore()) console.error('An earlier pack was cut short: package.json is put back first.');
  const source = readFileSync(MANIFEST, 'utf8');
  mkdirSync(dirname(SAVED), { recursive: true });
  replace(SAVED, source);
  replace(MANIFEST, published(source));
}

/** Puts the saved manifest back. Returns whether there was one. */
export function restore() {
  if (!existsSync(SAVED)) return false;
  const saved = readFileSync(SAVED, 'utf8');
  const present = readFileSync(MANIFEST, 'utf8');
  if (present !== saved && present !== published(saved))
    throw new Error(
      `An earlier pack was cut short, and package.json was changed since. Put it right by hand from ${SAVED}, then remove that file.`,
    );
  replace(MANIFEST, saved);
  rmSync(SAVED);
  return true;
}

async function waitForOthers() {
  while (existsSync(SAVED) && Date.now() - statSync(SAVED).mtimeMs < LONGEST_PACK_MS) await wait(200);
}

function published(source) {
  return `${JSON.stringify(publishedManifest(JSON.parse(source)), null, 2)}\n`;
}

/** Whole or not at all, so that a crash leaves one manifest or the other. */
function replace(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
