import type { ContentClass } from '../../policy/index.ts';
import { formatPermissions } from '../../responses/index.ts';
import { cspHeaders } from './csp-headers.ts';
import { type HeaderSettings, isLeft } from './policy.ts';
import { formatIntegrity, reportingEndpoints, reportOnlyHeaders } from './report-only-headers.ts';
import { type ClassedHeaders, CONTENT, EVERYWHERE, PAGES, RUNS, type SentHeader, sentHeader } from './sent-header.ts';

/** What browsers do where a page says nothing: on anything but pages, it need not be said. */
const BROWSERS_REFERRER_POLICY = 'strict-origin-when-cross-origin';

/** The headers of a route whose response policies are in force, in the order in which they are sent. */
export function enforcedHeaders(settings: HeaderSettings, hsts: string): ClassedHeaders {
  const referrerOn = settings.referrerPolicy === BROWSERS_REFERRER_POLICY ? RUNS : CONTENT;
  const csp = cspHeaders(settings);
  const valued: readonly Valued[] = [
    ['strict-transport-security', hsts, EVERYWHERE],
    ['x-frame-options', frameOptions(settings.frameAncestors), PAGES],
    ['x-content-type-options', settings.contentTypeOptions, CONTENT],
    ['referrer-policy', settings.referrerPolicy, referrerOn],
    ['permissions-policy', permissionsPolicy(settings.permissions), PAGES],
    ['cross-origin-opener-policy', settings.crossOriginOpenerPolicy, PAGES],
    ['cross-origin-embedder-policy', settings.crossOriginEmbedderPolicy, RUNS],
    ['cross-origin-resource-policy', settings.crossOriginResourcePolicy, CONTENT],
    ['origin-agent-cluster', settings.originAgentCluster ? '?1' : 'origin', PAGES],
    ['integrity-policy', settings.integrity.length === 0 ? 'origin' : formatIntegrity(settings.integrity), RUNS],
  ];
  const sent = [
    ...csp.sent,
    ...valued.flatMap(([name, value, on]) => (isLeft(value) ? [] : sentHeader(name, value, 'strictest', on))),
    ...(settings.crossDomainPolicies === 'origin'
      ? []
      : sentHeader('x-permitted-cross-domain-policies', 'none', 'strictest', PAGES)),
    ...reportOnlyHeaders(settings.reportOnly ?? {}, 'origin'),
    ...ownHeaders(settings),
  ];
  const none = valued.flatMap(([name, value]) => (value === 'none' ? [name] : []));
  return {
    sent: [...sent, ...reportingEndpoints(sent)],
    removes: [...new Set([...csp.removes, ...none, ...settings.remove])],
  };
}

/** A header; `origin` where the origin's own stands, `none` where none goes out. */
type Valued = readonly [name: string, value: string, on: readonly ContentClass[]];

/** The older header knows two cases only; browsers go by frame-ancestors, so it is left out for all others. */
function frameOptions(ancestors: HeaderSettings['frameAncestors']): string {
  if (ancestors === 'origin' || ancestors.length !== 1) return 'origin';
  if (ancestors[0] === "'none'") return 'DENY';
  return ancestors[0] === "'self'" ? 'SAMEORIGIN' : 'origin';
}

export function permissionsPolicy(settings: HeaderSettings['permissions']): string {
  if (isLeft(settings)) return settings;
  const named = Object.entries(settings);
  if (named.length === 0) return 'origin';
  return formatPermissions(new Map(named.map(([name, allowed]) => [name, allowed.includes('*') ? '*' : allowed])));
}

/** What a route says in words of its own; harmless to pages that only observe. */
export function ownHeaders(settings: HeaderSettings): readonly SentHeader[] {
  const { documentPolicy, robots, disposition, set } = settings;
  return [
    ...(documentPolicy === null ? [] : sentHeader('document-policy', documentPolicy, 'beside', PAGES)),
    ...(robots.length === 0 ? [] : sentHeader('x-robots-tag', robots.join(', '), 'beside', CONTENT)),
    ...(disposition === 'origin' ? [] : sentHeader('content-disposition', 'attachment', 'attachment', CONTENT)),
    ...Object.entries(set).flatMap(([name, value]) => sentHeader(name, value, 'ours', CONTENT)),
  ];
}
