import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice, type WrittenLines } from '../advice-parts.ts';
import { bypassesIn } from './bypasses.ts';
import { headerOpenings } from './openings.ts';

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
