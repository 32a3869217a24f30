import type { RequestFacts } from '@portcullis/rules/engine';

type ConnectionFacts = Pick<RequestFacts, 'tlsVersion' | 'country' | 'asn'>;

const UNKNOWN: ConnectionFacts = Object.freeze({ tlsVersion: null, country: null, asn: null });
/** Cloudflare's codes for "not known" and for the Tor network, which is not a country. */
const NO_COUNTRY = new Set(['XX', 'T1']);

/** What Cloudflare reports about the client's connection in `request.cf`. Clients cannot set it; plain workerd has no such report. */
export function connectionFacts(request: Request): ConnectionFacts {
  const cf = request.cf as Readonly<Record<string, unknown>> | null | undefined;
  if (cf === undefined || cf === null) return UNKNOWN;
  const { tlsVersion, country, asn } = cf;
  return {
    tlsVersion: typeof tlsVersion === 'string' ? tlsVersion : null,
    country: typeof country === 'string' && !NO_COUNTRY.has(country) ? country : null,
    asn: typeof asn === 'number' ? asn : null,
  };
}
