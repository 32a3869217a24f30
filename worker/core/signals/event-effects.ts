import type { SignalEffect, SignalProblem } from './signal.ts';
import { readSubject } from './subject.ts';

/** One event of a security event token. */
interface SecurityEvent {
  readonly uri: string;
  /** Its own claims. */
  readonly event: Readonly<Record<string, unknown>>;
  /** `sub_id` of the token, or `subject` of the event as earlier drafts had it. */
  readonly subject: unknown;
}

type Payload = SecurityEvent['event'];

/** Whether an event takes something away from its subject; a text says why not. */
type Judge = (event: Payload) => true | string;

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';

const always: Judge = () => true;
const never: Judge = () => 'takes nothing away';

/** Where an event leaves out what would excuse the subject, the sessions end: a signal is sent because something changed. */
const unless =
  (claim: string, values: readonly string[]): Judge =>
  (event) => {
    const value = event[claim];
    return typeof value === 'string' && values.includes(value) ? `"${claim}" is "${value}"` : true;
  };

/** CAEP 1.0 and RISC 1.0, whole: an event that is not listed here is not known. */
const JUDGES: ReadonlyMap<string, Judge> = new Map([
  [`${CAEP}session-revoked`, always],
  [`${CAEP}token-claims-change`, always],
  [`${CAEP}credential-change`, unless('change_type', ['create'])],
  [`${CAEP}assurance-level-change`, unless('change_direction', ['increase'])],
  [`${CAEP}device-compliance-change`, unless('current_status', ['compliant'])],
  [`${CAEP}risk-level-change`, unless('current_level', ['LOW', 'MEDIUM'])],
  [`${CAEP}session-established`, never],
  [`${CAEP}session-presented`, never],
  [`${RISC}account-credential-change-required`, always],
  [`${RISC}account-disabled`, always],
  [`${RISC}account-purged`, always],
  [`${RISC}credential-compromise`, always],
  [`${RISC}identifier-changed`, always],
  [`${RISC}identifier-recycled`, always],
  [`${RISC}recovery-activated`, always],
  [`${RISC}sessions-revoked`, always],
  [`${RISC}account-enabled`, never],
  [`${RISC}recovery-information-changed`, never],
  [`${RISC}opt-in`, never],
  [`${RISC}opt-out-initiated`, never],
  [`${RISC}opt-out-cancelled`, never],
  [`${RISC}opt-out-effective`, never],
]);

const STATUSES = ['enabled', 'paused', 'disabled'] as const;

/** What an event ends, or what of it cannot be read. */
export function effectOfEvent(
  { uri, event, subject }: SecurityEvent,
  issuer: string,
): SignalEffect | { readonly problem: SignalProblem; readonly detail: string } {
  if (uri === `${SSF}verification`) return { kind: 'verified' };
  if (uri === `${SSF}stream-updated`) {
    const status = STATUSES.find((each) => each === event['status']);
    return status === undefined ? { problem: 'claims', detail: 'status' } : { kind: 'stream', status };
  }
  const judge = JUDGES.get(uri);
  if (judge === undefined) return { kind: 'nothing', why: 'not an event of CAEP 1.0 or RISC 1.0' };
  const verdict = judge(event);
  if (verdict !== true) return { kind: 'nothing', why: verdict };
  const read = readSubject(subject, issuer);
  return read.ok ? { kind: 'end', whom: read.refs } : { problem: 'subject', detail: read.detail };
}
