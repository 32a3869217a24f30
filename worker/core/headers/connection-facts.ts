import type { RequestFacts } from '@portcullis/rules/engine';

type ConnectionFacts = Pick<RequestFacts, 'tlsVersion' | 'country' | 'asn'>;

const UNKNOWN: ConnectionFacts = Object.freeze({ tlsVersion: null, country: null, asn: null });
/** Cloudflare's codes for "not known" and for the Tor network, which is not a country. */
const NO_COUNTRY = new Set(['XX', 'T1']);

/** What Cloudflare reports about the client's connection in `request.cf`. Clients cannot set it; plain workerd has no such report. */
export function connectionFacts(request: Request): ConnectionFacts {
  const cf = reportOf(request);
  if (cf === null) return UNKNOWN;
  const { tlsVersion, country, asn } = cf;
  return {
    tlsVersion: typeof tlsVersion === 'string' ? tlsVersion : null,
    country: typeof country === 'string' && !NO_COUNTRY.has(country) ? country : null,
    asn: typeof asn === 'number' ? asn : null,
  };
}

/** IANA name of the time zone that Cloudflare takes the client to be in, to say times in; `null` where it does not know. */
export function clientTimeZone(request: Request): string | null {
  const timeZone = reportOf(request)?.['timezone'];
  return typeof timeZone === 'string' ? timeZone : null;
}

function reportOf(request: Request): Readonly<Record<string, unknown>> | null {
  return (request.cf as Readonly<Record<string, unknown>> | null | undefined) ?? null;
}
