import { checkList, type Path, type Report, suggestFix } from '../../compiler/problems/index.ts';
import { isDictionary } from '../../responses/index.ts';
import { CSP_DIRECTIVES, checkFrameAncestor, checkSource, type SourceProblem, usesNonce, WORDS } from './csp-source.ts';
import { ownHeaderProblem, removedHeaderProblem } from './own-headers.ts';
import * as patterns from './patterns.ts';
import { FEATURES, PERMITTED_ORIGIN } from './permissions.ts';
import { type Directives, type HeaderSettings, isLeft } from './policy.ts';
import type { HeaderAdjustments } from './schema.ts';

/** Reports what is wrong with the headers as they are written, and with what they come to. */
export function checkHeaders(report: Report, path: Path, entry: HeaderAdjustments, settings: HeaderSettings): void {
  const { frameAncestors = 'origin', csp = 'origin', permissions = 'origin', reportOnly = 'none' } = entry;
  if (frameAncestors !== 'origin')
    checkSources(report, [...path, 'frameAncestors'], frameAncestors, checkFrameAncestor);
  if (!isLeft(csp)) checkDirectives(report, [...path, 'csp'], csp);
  if (typeof reportOnly !== 'string' && reportOnly.csp !== undefined)
    checkDirectives(report, [...path, 'reportOnly', 'csp'], reportOnly.csp);
  if (!isLeft(permissions)) {
    for (const [feature, allowed] of Object.entries(permissions))
      checkFeature(report, [...path, 'permissions', feature], feature, allowed);
  }
  checkNonce(report, path, entry, settings);
  checkOwn(report, path, entry);
}

function checkNonce(report: Report, path: Path, entry: HeaderAdjustments, { csp, reportOnly }: HeaderSettings): void {
  if (entry.nonce === undefined) return;
  if (!usesNonce(csp) && !usesNonce(reportOnly?.csp ?? 'origin')) {
    report.add(
      [...path, 'nonce'],
      'no_effect',
      'No directive lets in what has the nonce.',
      `Add "'nonce'" to script-src or style-src, or remove the key.`,
      'key',
    );
  }
  if (entry.nonce !== 'context' && !patterns.PLACEHOLDER.test(entry.nonce.placeholder)) {
    report.add(
      [...path, 'nonce', 'placeholder'],
      'unsafe_header',
      'The placeholder can be guessed: who guesses it, and can write into a page, can run scripts there.',
      'Write 22 to 64 random letters and digits, such as those that "openssl rand -hex 16" prints.',
    );
  }
}

function checkOwn(report: Report, path: Path, { set = {}, remove, documentPolicy }: HeaderAdjustments): void {
  for (const [name, value] of Object.entries(set)) {
    const problem = ownHeaderProblem(name, value);
    if (problem !== null) report.add([...path, 'set', name], problem.code, problem.message, problem.fix, 'key');
  }
  if (remove !== undefined)
    checkList(report, [...path, 'remove'], remove, { what: 'header', emptyFix: 'Remove the key.' });
  for (const [index, name] of (remove ?? []).entries()) {
    const problem = removedHeaderProblem(name);
    if (problem !== null) report.add([...path, 'remove', index], problem.code, problem.message, problem.fix);
  }
  if (documentPolicy !== undefined && !(patterns.DICTIONARY.test(documentPolicy) && isDictionary(documentPolicy))) {
    report.add(
      [...path, 'documentPolicy'],
      'invalid_header',
      'This is not a dictionary, so browsers would ignore it (RFC 9651 section 3.2).',
      'Write features with commas between them, such as "document-write=?0".',
    );
  }
}

function checkDirectives(report: Report, path: Path, csp: Directives): void {
  for (const [directive, sources] of Object.entries(csp))
    checkDirective(report, [...path, directive], directive, sources);
}

function checkDirective(report: Report, path: Path, directive: string, sources: readonly string[]): void {
  const words = Object.hasOwn(WORDS, directive) ? WORDS[directive] : undefined;
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
  } else if (words === undefined) {
    checkSources(report, path, sources, checkSource);
  } else {
    for (const [index, word] of sources.entries()) {
      if (words.test(word)) continue;
      report.add(
        [...path, index],
        'invalid_header',
        `${JSON.stringify(word.slice(0, 100))} means nothing in ${directive}.`,
        directive === 'upgrade-insecure-requests' ? 'Write an empty list: [].' : 'Remove it, or check the spelling.',
      );
    }
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
    if (entry === 'self' || entry === '*' || PERMITTED_ORIGIN.test(entry)) continue;
    report.add(
      [...path, index],
      'invalid_header',
      `${JSON.stringify(entry.slice(0, 100))} cannot be allowed a feature.`,
      'Write self, *, or the origin of a site such as https://maps.example.com.',
    );
  }
}
