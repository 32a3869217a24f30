import type { Visit } from './small-web.ts';

/** A breach of a policy as a browser reported it, in either format. */
export interface Report {
  readonly document: string;
  readonly directive: string;
  readonly blocked: string;
  readonly disposition: string;
}

/** What browsers have reported to the gateway. */
export function reportsIn(visits: readonly Visit[]): readonly Report[] {
  return visits
    .filter(({ path }) => path === '/.portcullis/reports')
    .flatMap(({ body }) => [JSON.parse(body)].flat())
    .map(({ type, url, body, 'csp-report': legacy }) => ({
      document: legacy?.['document-uri'] ?? url,
      directive: legacy?.['effective-directive'] ?? body.effectiveDirective ?? type,
      blocked: legacy?.['blocked-uri'] ?? body.blockedURL ?? '',
      disposition: legacy?.disposition ?? body.disposition ?? '',
    }));
}
