#!/usr/bin/env node
// Scores answers as MDN's HTTP Observatory does, without its retriever, which asks the network: the answers come as JSON on
// stdin, and their scores go out as JSON.
import { existsSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** @typedef {Readonly<Record<string, readonly string[]>>} Fields */
/** @typedef {{ status: number, headers: Fields, html: string }} Page */
/**
 * A page, the `Set-Cookie` of its visitor's cookies, and the answer to a preflight for the page.
 * @typedef {Page & { url: string, cookies: readonly string[], preflight: { origin: string, headers: Fields } }} Answer
 */

const PACKAGE = new URL('node_modules/@mdn/mdn-http-observatory/', import.meta.url);
// Its install script loads this list of preloaded hosts. No host of ours is on it.
const PRELOADED = new URL('conf/hsts-preload.json', PACKAGE);
if (!existsSync(PRELOADED)) writeFileSync(PRELOADED, '{}');

const { CookieJar } = await import('tough-cookie');
const { ALL_TESTS } = await import(new URL('src/constants.js', PACKAGE).href);
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(new URL('src/grader/charts.js', PACKAGE).href);
const { getGradeForScore, getScoreModifier } = await import(new URL('src/grader/grader.js', PACKAGE).href);
const { parseHttpEquivHeaders } = await import(new URL('src/retriever/utils.js', PACKAGE).href);
const { Requests } = await import(new URL('src/types.js', PACKAGE).href);

/** @param {Answer} answer what the retriever would have found */
function requestsOf({ url, status, headers, html, cookies, preflight }) {
  const requests = new Requests(new URL(url).hostname);
  const response = { status, headers, verified: true, httpEquiv: parseHttpEquivHeaders(html, url) };
  const jar = new CookieJar();
  for (const cookie of cookies) jar.setCookieSync(cookie, url);
  requests.session = { url: new URL(url), jar };
  requests.resources.path = html;
  // Plain http is not asked for here: it counts as closed, which scores as much as a redirect to https.
  const cors = { headers: preflight.headers, request: { headers: { origin: preflight.origin } } };
  Object.assign(requests.responses, { auto: response, https: response, cors });
  return requests;
}

/** @param {Answer} answer */
function score(answer) {
  const requests = requestsOf(answer);
  const results = ALL_TESTS.map((test) => test(requests).result);
  const modifiers = results.map(getScoreModifier);
  const lost = modifiers.filter((modifier) => modifier < 0).reduce(sum, 100);
  const total = lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? modifiers.reduce(sum, 100) : lost;
  return { ...getGradeForScore(total), results };
}

/** @param {number} a @param {number} b */
function sum(a, b) {
  return a + b;
}

const answers = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(answers.map(score)));
