#!/usr/bin/env node
// Finds regular expressions of the product that can take more than linear time (CWE-1333), with recheck's engine in
// JavaScript. All sources are read, since what starts as an operator's own text may see a client's bytes tomorrow. An
// expression that is put together at run time cannot be checked, so there is none.
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';

process.env.RECHECK_BACKEND = 'pure';
const { checkSync } = await import('recheck');

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCES = '{worker,rules/src,origin-sdk/src,cli,examples/*/src}/**/*.ts';
const KNOWN_BAD = /^[ \t]+|[ \t]+$/g;
/** Generous, since the machine may be busy: most take a few milliseconds. */
const TIMEOUT_MS = 120_000;
/** So that steps alone decide when the random attempts end, and not how busy the machine is. */
const PHASES = { seedingTimeout: TIMEOUT_MS, incubationTimeout: TIMEOUT_MS, attackTimeout: TIMEOUT_MS };
/** Look-around is judged by random attempts: the same ones in every run. */
const SEED = 20_261_130;

/** @typedef {{ expression: RegExp | null, at: string }} Found */

/** @param {string} file @returns {Found[]} regular expressions written in a file; `null`: one that is made at run time */
function expressionsIn(file) {
  const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
  /** @type {Found[]} */
  const found = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), (node) => {
    const at = `${file}:${node.loc.start.line}`;
    if (node.type === 'Literal' && node.regex)
      found.push({ expression: new RegExp(node.regex.pattern, node.regex.flags), at });
    if (/^(?:New|Call)Expression$/.test(node.type) && node.callee.name === 'RegExp')
      found.push({ expression: null, at });
  });
  return found;
}

/** @param {any} node @param {(node: any) => void} see */
function visit(node, see) {
  if (typeof node !== 'object' || node === null) return;
  if (typeof node.type === 'string') see(node);
  for (const child of Object.values(node)) visit(child, see);
}

/** @param {RegExp} expression @returns {string | null} what is wrong with it */
function problemOf({ source, flags }) {
  const result = checkSync(source, flags, { timeout: TIMEOUT_MS, randomSeed: SEED, ...PHASES });
  if (result.status === 'safe') return null;
  return result.status === 'vulnerable' ? result.complexity.summary : `cannot be judged (${result.error.kind})`;
}

if (problemOf(KNOWN_BAD) === null)
  throw new Error('the check finds nothing wrong with an expression that is known to be bad');

const found = globSync(SOURCES, { cwd: ROOT })
  .filter((file) => !file.includes('node_modules'))
  .sort()
  .flatMap(expressionsIn);
/** @type {Map<string, string | null>} */
const verdicts = new Map();
let problems = 0;
for (const { expression, at } of found) {
  const text = String(expression);
  if (!verdicts.has(text))
    verdicts.set(text, expression === null ? 'made at run time: write a literal' : problemOf(expression));
  const problem = verdicts.get(text);
  if (!problem) continue;
  problems += 1;
  console.error(`${at}: ${expression === null ? 'RegExp' : text}: ${problem}`);
}
if (found.length === 0) throw new Error(`no regular expression in ${SOURCES}`);
console.log(`${found.length} regular expressions, ${problems} of them not linear or not known to be`);
process.exitCode = problems === 0 ? 0 : 1;
