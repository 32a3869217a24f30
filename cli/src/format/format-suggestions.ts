import type { CspSuggestions, RouteSuggestion, SuggestedDirective } from '@portcullis/rules/analysis';
import { yamlDirective } from './yaml-sources.ts';

type Source = SuggestedDirective['sources'][number];

/** YAML for the rules, in which everything else is a comment. */
export function formatSuggestions({ routes, extensions, rare, elsewhere }: CspSuggestions): string {
  const left = [
    [extensions, "of browsers' extensions"],
    [rare, 'that came less often than asked for'],
    [elsewhere, 'of routes without a policy of the gateway, or that the rules have no longer'],
  ] as const;
  return [
    ...routes.map(formatRoute),
    ...(routes.length === 0 ? ['# No route has a policy that something was reported of.'] : []),
    ...left.filter(([count]) => count > 0).map(([count, what]) => `# Left out: ${reports(count)} ${what}.`),
  ].join('\n\n');
}

function formatRoute(suggestion: RouteSuggestion): string {
  const { route, at, notes, stage, isChanged, directives } = suggestion;
  const head = [`# ${route} (${at}): ${reports(suggestion.reports)}.`, ...nextStep(suggestion), ...notes].map(comment);
  if (!isChanged) return head.join('\n');
  const [place, indent] = stage === 'tried' ? ['headers:\n  reportOnly:\n    csp:', 6] : ['headers:\n  csp:', 4];
  const lines = directives.map(({ name, sources }) =>
    yamlDirective(name, sources.map(commented), ' '.repeat(Number(indent))),
  );
  return [...head, place, ...lines].join('\n');
}

/** From reported to enforced, one step at a time. */
function nextStep({ stage, isChanged }: RouteSuggestion): readonly string[] {
  if (stage === 'enforced') return ['Next: what is new here is stopped now. Let in what you know, and no more.'];
  const enforce =
    stage === 'observed'
      ? 'take headers out of the observed controls (mode) of the route'
      : 'move it from reportOnly to csp';
  return isChanged
    ? [`Next: paste this into the route. When a week brings nothing new, ${enforce}.`]
    : [`Next: nothing more is needed. If the route was used in that time, ${enforce}.`];
}

function commented({ source, needed, risk }: Source): { source: string; comment: string | null } {
  if (needed === null) return { source, comment: null };
  const { count, first, last, document } = needed;
  const days = first === last ? first : `${first} to ${last}`;
  return {
    source,
    comment: `${reports(count)}, ${days}, such as ${document}${risk === null ? '' : `. RISK: ${risk}`}`,
  };
}

function comment(line: string): string {
  return line.startsWith('# ') ? line : `# ${line}`;
}

function reports(count: number): string {
  return count === 1 ? '1 report' : `${count} reports`;
}
