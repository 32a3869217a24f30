import type { Csp } from './parse-csp.ts';

/** What stands in for a directive (CSP Level 3 section 6.8.1), as far as `lacking` policies hold such directives. */
const STAND_INS: Readonly<Record<string, string>> = { 'object-src': 'default-src' };

/** Says where breaches of the other directives go, and so nothing by itself. */
const REPORTING = 'report-uri';

/** The policy without what any of `theirs` governs already; empty where they lack nothing. */
export function lackingDirectives(policy: string, theirs: readonly Csp[]): string {
  const lacking = policy.split('; ').filter((text) => {
    const [name = ''] = text.split(' ', 1);
    return name === REPORTING || !theirs.some((csp) => csp.has(name) || csp.has(STAND_INS[name] ?? name));
  });
  return lacking.every((text) => text.startsWith(REPORTING)) ? '' : lacking.join('; ');
}
