import { checkScriptAllowlistBypass } from 'csp_evaluator/dist/checks/security_checks.js';
import { Version } from 'csp_evaluator/dist/csp.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';

/** Mirrors of npm, which the evaluator's list lacks: they serve AngularJS, and what any stranger publishes. */
const MIRRORS = ['unpkg.com', 'esm.sh', 'esm.run', 'ga.jspm.io', 'cdn.skypack.dev', 'cdn.esm.sh'];

/** A host that lets scripts in which run what an attacker hands them. */
interface Bypass {
  readonly source: string;
  readonly directive: string;
  /** A sentence. */
  readonly why: string;
}

/** As browsers of today read the policy: beside 'strict-dynamic' they ignore hosts. */
export function bypassesIn(text: string): readonly Bypass[] {
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
