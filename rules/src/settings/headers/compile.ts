import { checkList, type Path, type Report, suggestFix } from '../../compiler/problems/index.ts';
import { CSP_DIRECTIVES, checkFrameAncestor, checkSource, type SourceProblem } from './csp-source.ts';
import { STRICT } from './header-settings.ts';
import { FEATURES, PERMITTED_ORIGIN } from './permissions.ts';
import type { HeaderSettings } from './policy.ts';
import type { HeadersEntry } from './schema.ts';

/**
 * Settings that `entry` makes of `base`. A profile's name starts from that profile; a map without `profile` adjusts
 * `base` key by key.
 */
export function compile(
  report: Report,
  path: Path,
  entry: HeadersEntry['headers'],
  base: HeaderSettings,
): HeaderSettings {
  if (entry === undefined) return base;
  if (entry === 'strict') return STRICT;
  const start = entry.profile === 'strict' ? STRICT : base;
  if (entry.frameAncestors !== undefined)
    checkSources(report, [...path, 'frameAncestors'], entry.frameAncestors, checkFrameAncestor);
  for (const [directive, sources] of Object.entries(entry.csp ?? {}))
    checkDirective(report, [...path, 'csp', directive], directive, sources);
  for (const [feature, allowed] of Object.entries(entry.permissions ?? {}))
    checkFeature(report, [...path, 'permissions', feature], feature, allowed);
  return {
    frameAncestors: entry.frameAncestors ?? start.frameAncestors,
    csp: { ...start.csp, ...entry.csp },
    permissions: { ...start.permissions, ...entry.permissions },
    referrerPolicy: entry.referrerPolicy ?? start.referrerPolicy,
    crossOriginOpenerPolicy: entry.crossOriginOpenerPolicy ?? start.crossOriginOpenerPolicy,
    crossOriginResourcePolicy: entry.crossOriginResourcePolicy ?? start.crossOriginResourcePolicy,
  };
}

function checkDirective(report: Report, path: Path, directive: string, sources: readonly string[]): void {
  if (directive === 'frame-ancestors') {
    report.add(
      path,
      'unknown_key',
      'frame-ancestors has a key of its own.',
      'Write it as "frameAncestors", beside "csp"; it sets both headers that concern frames.',
      'key',
    );
  } else if (!CSP_DIRECTIVES.has(directive)) {
    report.add(
      path,
      'unknown_key',
      `"${directive}" is not a directive that the rules can set.`,
      suggestFix(directive, CSP_DIRECTIVES, 'Remove it.'),
      'key',
    );
  } else {
    checkSources(report, path, sources, (source) => checkSource(directive, source));
  }
}

function checkSources(
  report: Report,
  path: Path,
  sources: readonly string[],
  check: (source: string) => SourceProblem | null,
): void {
  checkList(report, path, sources, { what: 'source', emptyFix: 'Write ["\'none\'"] to allow nothing.' });
  for (const [index, source] of sources.entries()) {
    const problem = check(source);
    if (problem !== null) report.add([...path, index], problem.code, problem.message, problem.fix);
    else if (source === "'none'" && sources.length > 1) {
      report.add(
        [...path, index],
        'invalid_header',
        "'none' stands beside other sources, so browsers ignore it.",
        "Write 'none' alone, or remove it.",
      );
    }
  }
}

function checkFeature(report: Report, path: Path, feature: string, allowed: readonly string[]): void {
  if (!FEATURES.has(feature)) {
    report.add(
      path,
      'unknown_key',
      `"${feature}" is not a feature that the rules can set.`,
      suggestFix(feature, FEATURES, 'Remove it.'),
      'key',
    );
    return;
  }
  for (const [index, entry] of allowed.entries()) {
    if (entry === 'self' || PERMITTED_ORIGIN.test(entry)) continue;
    const isEveryone = entry === '*';
    report.add(
      [...path, index],
      isEveryone ? 'unsafe_header' : 'invalid_header',
      isEveryone
        ? `"*" lets any site use ${feature} inside these pages.`
        : `${JSON.stringify(entry.slice(0, 100))} cannot be allowed a feature.`,
      'Write self, or the origin of a site such as https://maps.example.com.',
    );
  }
}
