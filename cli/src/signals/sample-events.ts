type Members = Readonly<Record<string, unknown>>;

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';

/** What a sample of an event says besides whom it is about. Those that can end sessions do. */
const SAMPLES: Readonly<Record<string, { readonly of: string; readonly claims: Members }>> = {
  'session-revoked': { of: CAEP, claims: { initiating_entity: 'admin', reason_admin: { en: 'a sample' } } },
  'token-claims-change': { of: CAEP, claims: { claims: { role: 'reader' } } },
  'credential-change': { of: CAEP, claims: { credential_type: 'password', change_type: 'update' } },
  'assurance-level-change': {
    of: CAEP,
    claims: {
      namespace: 'NIST-AAL',
      current_level: 'nist-aal1',
      previous_level: 'nist-aal2',
      change_direction: 'decrease',
    },
  },
  'device-compliance-change': {
    of: CAEP,
    claims: { current_status: 'not-compliant', previous_status: 'compliant' },
  },
  'risk-level-change': { of: CAEP, claims: { principal: 'USER', current_level: 'HIGH', previous_level: 'LOW' } },
  'session-established': { of: CAEP, claims: {} },
  'session-presented': { of: CAEP, claims: {} },
  'account-disabled': { of: RISC, claims: { reason: 'hijacking' } },
  'account-purged': { of: RISC, claims: {} },
  'account-enabled': { of: RISC, claims: {} },
  'credential-compromise': { of: RISC, claims: { credential_type: 'password' } },
  'sessions-revoked': { of: RISC, claims: {} },
  verification: { of: SSF, claims: { state: 'a sample' } },
  'stream-updated': { of: SSF, claims: { status: 'enabled' } },
};

/** Names of events of which there is a sample. */
export const SAMPLE_EVENTS: readonly string[] = Object.keys(SAMPLES);

/** The claim `events` of a security event token. @param subject inside the event, as drafts had it; `null`: beside it */
export function sampleEvent(name: string, nowSeconds: number, subject: Members | null): Members {
  const sample = SAMPLES[name];
  if (sample === undefined) throw new RangeError(`no sample of ${name}`);
  const time = sample.of === CAEP ? { event_timestamp: nowSeconds } : {};
  return { [`${sample.of}${name}`]: { ...(subject === null ? {} : { subject }), ...time, ...sample.claims } };
}
