import { checkScriptAllowlistBypass } from 'csp_evaluator/dist/checks/security_checks.js';
import { Version } from 'csp_evaluator/dist/csp.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice, type WrittenLines } from '../advice-parts.ts';
import { headerOpenings } from './openings.ts';

/** Mirrors of npm, which the evaluator's list lacks: they serve AngularJS, and what any stranger publishes. */
const MIRRORS = ['unpkg.com', 'esm.sh', 'esm.run', 'ga.jspm.io', 'cdn.skypack.dev', 'cdn.esm.sh'];

interface Bypass {
  readonly source: string;
  readonly directive: string;
  /** A sentence. */
  readonly why: string;
}

export const advice: SettingAdvice = {
  ...NO_ADVICE,
  advise: (routes, written) => [...adviseOnOpenings(routes, written), ...adviseOnScripts(routes, written)],
};

/** What the headers let through, once for each line that says so. */
function adviseOnOpenings(routes: readonly RouteRule[], written: WrittenLines): readonly Advice[] {
  const found = new Map<string, Advice>();
  for (const { id, headers } of routes) {
    const at = written.headersLine(id);
    for (const { what, fix } of headerOpenings(headers)) {
      const where = found.has(`${at} ${what}`) ? 'on several routes' : `on route "${id}"`;
      found.set(`${at} ${what}`, createAdvice('header_opening', at, `${what}, ${where}.`, fix));
    }
  }
  return [...found.values()];
}

/** Hosts from which scripts may come, and which serve scripts that run what an attacker hands them. */
function adviseOnScripts(routes: readonly RouteRule[], written: WrittenLines): readonly Advice[] {
  const found = new Map<string, Advice>();
  for (const { id, headers } of routes) {
    const policy = headers.plans.page.sets.find(({ name }) => name === 'content-security-policy')?.value ?? '';
    const at = written.headersLine(id);
    for (const { source, directive, why } of bypassesIn(policy)) {
      found.set(
        `${at} ${directive} ${source}`,
        createAdvice(
          'csp_bypass',
          at,
          `${source} in ${directive}: ${why}`,
          "Serve these scripts from your own host, or name their hashes with 'strict-dynamic'.",
        ),
      );
    }
  }
  return [...found.values()];
}

/** As browsers of today read the policy: beside 'strict-dynamic' they ignore hosts. */
function bypassesIn(text: string): readonly Bypass[] {
  const policy = new CspParser(text).csp.getEffectiveCsp(Version.CSP3);
  const known = checkScriptAllowlistBypass(policy)
    .filter(({ severity }) => severity === Severity.HIGH)
    .map(({ value = '', directive, description }) => ({ source: value, directive, why: description }));
  const mirrors = policy
    .getEffectiveDirectives(['script-src', 'script-src-elem'])
    .flatMap((directive) =>
      (policy.directives[directive] ?? [])
        .filter((source) => MIRRORS.includes(hostOf(source)))
        .map((source) => ({ source, directive, why: `${hostOf(source)} serves every package of npm.` })),
    );
  return [...known, ...mirrors];
}

function hostOf(source: string): string {
  const [host = ''] = source
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^\*\./, '')
    .split(/[:/]/, 1);
  return host;
}
