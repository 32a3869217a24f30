import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { type Reply, send } from '../support/client.ts';

/** What MDN's HTTP Observatory says of a page. */
export interface Score {
  readonly score: number;
  readonly grade: string;
  /** One for each of its tests, such as `csp-implemented-with-no-unsafe`. */
  readonly results: readonly string[];
}

/** A page of the gateway, and its visitor's cookies as `Set-Cookie` gave them. */
export interface GradedPage {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly cookies?: readonly string[];
}

/** Versions of the judges. */
export const OBSERVATORY: string = versionIn('tools/grades/node_modules/@mdn/mdn-http-observatory');
export const EVALUATOR: string = versionIn('node_modules/csp_evaluator');

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
}

const SCORER = 'tools/grades/score.mjs';
/** A site that may not read the app's pages. */
const STRANGER = 'https://stranger.example';

/** Scores pages. */
export async function scoresOf(pages: readonly GradedPage[]): Promise<readonly Score[]> {
  const input = JSON.stringify(await Promise.all(pages.map(answerOf)));
  return JSON.parse(execFileSync(process.execPath, [SCORER], { input, encoding: 'utf8' }));
}

async function answerOf(asked: GradedPage) {
  const { port, host, path, cookies = [] } = asked;
  const page = await askForPage(asked);
  const preflight = await send({ port }, path, {
    method: 'OPTIONS',
    host,
    headers: { origin: STRANGER, 'access-control-request-method': 'GET' },
  });
  return {
    // The scorer takes the page for one that came over https, as it does in production.
    url: `https://freight.example.com${path}`,
    status: page.status,
    headers: page.headers,
    html: page.text,
    cookies: [...cookies, ...(page.headers['set-cookie'] ?? [])],
    preflight: { origin: STRANGER, headers: preflight.headers },
  };
}

/** Asks as a browser that opens the page. */
export function askForPage({ port, host, path, cookies = [] }: GradedPage): Promise<Reply> {
  const cookie = cookies.map((each) => each.split(';', 1)[0]).join('; ');
  return send({ port }, path, { host, headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) } });
}

/** What csp_evaluator objects to in the policies of an answer, if it is sure of it. */
export function policyFindings({ headers }: Pick<Reply, 'headers'>): readonly string[] {
  return (headers['content-security-policy'] ?? []).flatMap((policy) =>
    new CspEvaluator(new CspParser(policy).csp)
      .evaluate()
      .filter(({ severity }) => severity <= Severity.MEDIUM)
      .map(({ directive, description }) => `${directive}: ${description}`),
  );
}
