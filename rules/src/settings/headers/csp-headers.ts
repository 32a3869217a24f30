import { type ContentClass, NONCE_MARK } from '../../policy/index.ts';
import { NONCE } from './csp-source.ts';
import { type Directives, type HeaderSettings, isLeft } from './policy.ts';
import { type ClassedHeaders, CONTENT, REPORTS, REPORTS_PATH, RUNS, sentHeader } from './sent-header.ts';

const NAME = 'content-security-policy';
/** Nothing that only is read or painted needs to load or run anything. */
const DATA: readonly ContentClass[] = ['data'];
/** Viewers of browsers, such as that of PDF, are pages of the browser's own under the policy of the file. */
const MEDIA: readonly ContentClass[] = ['media'];
/** What an app's own policy gains where it has nothing to say of it. */
const BASE = ["base-uri 'self'", "object-src 'none'"];
/** Each breach at once, as a message of its own. */
const REPORT_EACH = `report-uri ${REPORTS_PATH}`;
/** Several breaches in one message. Chromium then reports neither frames around a page nor what happens in a sandbox. */
const REPORT_IN_BATCHES = `report-to ${REPORTS}`;

/** The policy in force, by class of content. */
export function cspHeaders({ csp, frameAncestors }: HeaderSettings): ClassedHeaders {
  if (csp === 'none') return { sent: [], removes: [NAME] };
  const framed = frameAncestors === 'origin' ? [] : [formatDirective('frame-ancestors', frameAncestors)];
  const policy = (directives: readonly string[], joins: 'beside' | 'lacking', on: readonly ContentClass[]) =>
    directives.length === 0 ? [] : sentHeader(NAME, directives.join('; '), joins, on);
  if (csp === 'origin') {
    return {
      sent: [
        ...policy([...framed, ...BASE, REPORT_EACH], 'lacking', RUNS),
        ...policy(framed, 'lacking', [...DATA, ...MEDIA]),
      ],
      removes: [],
    };
  }
  const full = [...formatDirectives(csp), ...framed, REPORT_EACH];
  // A sandbox holds everything that a visitor opens, pictures and PDF files included.
  if ('sandbox' in csp) return { sent: policy(full, 'beside', CONTENT), removes: [] };
  return {
    sent: [
      ...policy(full, 'beside', RUNS),
      ...policy(["default-src 'none'", ...framed], 'beside', DATA),
      ...policy(framed, 'beside', MEDIA),
    ],
    removes: [],
  };
}

/**
 * Policies that are only reported on: an app that is not made for them breaks them often, so browsers are to collect. A frame
 * around a page is a policy of its own, for the sake of Chromium.
 */
export function reportedCsp(csp: Directives, frameAncestors: HeaderSettings['frameAncestors']): string {
  // Browsers ignore a sandbox here, and say so.
  const { sandbox: _, ...others } = csp;
  const policy = [...formatDirectives(others), REPORT_EACH, REPORT_IN_BATCHES].join('; ');
  return isLeft(frameAncestors)
    ? policy
    : `${policy}, ${formatDirective('frame-ancestors', frameAncestors)}; ${REPORT_EACH}`;
}

function formatDirectives(csp: Directives): readonly string[] {
  return Object.entries(csp).map(([name, sources]) => formatDirective(name, sources));
}

function formatDirective(name: string, sources: readonly string[]): string {
  return [name, ...sources.map((source) => (source === NONCE ? `'nonce-${NONCE_MARK}'` : source))].join(' ');
}
