import type { Refused } from '../../refused.ts';
import type { ConditionFacts } from '../facts.ts';
import type { TlsCondition } from './policy.ts';

export function decideTls(
  { minTls }: TlsCondition,
  { request: { tlsVersion } }: ConditionFacts,
): Refused<'tls_too_old', 'tls'> | null {
  if (minTls === null || minorTlsVersion(tlsVersion) >= minTls) return null;
  return { reason: 'tls_too_old', part: 'tls', detail: tlsVersion === null ? 'unknown' : 'older' };
}

/** `2` for TLS 1.2, `3` for 1.3; 0 for older, unknown and other text. */
function minorTlsVersion(text: string | null): number {
  return text === 'TLSv1.3' ? 3 : text === 'TLSv1.2' ? 2 : 0;
}
