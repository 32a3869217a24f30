import { reportedCsp } from './csp-headers.ts';
import { type HeaderSettings, isLeft, type PagePolicies } from './policy.ts';
import { PAGES, REPORTS, REPORTS_PATH, RUNS, type SentHeader, sentHeader } from './sent-header.ts';

/** The policies as browsers report on them without enforcing them. Those of one value leave the origin's own be. */
export function reportOnlyHeaders(
  policies: Partial<PagePolicies>,
  frameAncestors: HeaderSettings['frameAncestors'],
): readonly SentHeader[] {
  const {
    csp = 'origin',
    crossOriginOpenerPolicy: opener,
    crossOriginEmbedderPolicy: embedder,
    integrity = [],
  } = policies;
  return [
    ...(isLeft(csp)
      ? []
      : sentHeader('content-security-policy-report-only', reportedCsp(csp, frameAncestors), 'beside', RUNS)),
    ...reported('cross-origin-opener-policy-report-only', opener, PAGES),
    ...reported('cross-origin-embedder-policy-report-only', embedder, RUNS),
    ...(integrity.length === 0
      ? []
      : sentHeader('integrity-policy-report-only', formatIntegrity(integrity), 'theirs', RUNS)),
  ];
}

function reported(name: string, value: string | undefined, on: SentHeader['on']): readonly SentHeader[] {
  return value === undefined || isLeft(value) ? [] : sentHeader(name, `${value}; report-to="${REPORTS}"`, 'theirs', on);
}

/** Subresource Integrity section 3.8. */
export function formatIntegrity(destinations: readonly string[]): string {
  return `blocked-destinations=(${destinations.join(' ')}), endpoints=(${REPORTS})`;
}

/** Names the place of the reports, where anything is reported. */
export function reportingEndpoints(sent: readonly SentHeader[]): readonly SentHeader[] {
  const reports = sent.some(({ step }) => /report-to|endpoints=/.test(step.value));
  return reports ? sentHeader('reporting-endpoints', `${REPORTS}="${REPORTS_PATH}"`, 'beside', RUNS) : [];
}
