import { ownHeaders, permissionsPolicy } from './enforced-headers.ts';
import type { HeaderSettings } from './policy.ts';
import { isLeft } from './policy.ts';
import { reportingEndpoints, reportOnlyHeaders } from './report-only-headers.ts';
import { type ClassedHeaders, PAGES, sentHeader } from './sent-header.ts';

/**
 * The headers of a route that only observes its response policies. Nothing here can break a page: what browsers can
 * report on is reported, and what they can only enforce is left out.
 */
export function observedHeaders(settings: HeaderSettings): ClassedHeaders {
  const permissions = permissionsPolicy(settings.permissions);
  const sent = [
    ...reportOnlyHeaders(settings, settings.frameAncestors),
    ...reportOnlyHeaders(settings.reportOnly ?? {}, 'origin'),
    ...(isLeft(permissions) ? [] : sentHeader('permissions-policy-report-only', permissions, 'theirs', PAGES)),
    ...ownHeaders({ ...settings, disposition: 'origin', documentPolicy: null }),
  ];
  return { sent: [...sent, ...reportingEndpoints(sent)], removes: [] };
}
