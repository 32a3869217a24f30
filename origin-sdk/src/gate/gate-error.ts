import { PortcullisError } from '../portcullis-error.ts';

/** Why a call of the gateway did not do what was asked. Stable: safe to branch on. */
export type GateErrorCode =
  | 'ERR_GATE_CALL'
  | 'ERR_GATE_UNREACHABLE'
  | 'ERR_GATE_TIMEOUT'
  | 'ERR_GATE_REFUSED'
  | 'ERR_GATE_UNAVAILABLE'
  | 'ERR_GATE_ODD_REPLY';

const REASONS: Readonly<Record<GateErrorCode, string>> = {
  ERR_GATE_CALL: 'the call makes no sense, so nothing was sent.',
  ERR_GATE_UNREACHABLE:
    'the gateway cannot be reached. Check the "url" option and that the app may connect there. An answer that was lost may have been to a call that was carried out.',
  ERR_GATE_TIMEOUT:
    'the gateway did not answer in time. It may have done what was asked: look, or make the call again.',
  ERR_GATE_REFUSED: 'the gateway refuses it.',
  ERR_GATE_UNAVAILABLE:
    'the gateway cannot do it for now. A change may have been made in part: make the call again later.',
  ERR_GATE_ODD_REPLY:
    'the answer is not one of a Portcullis gateway, so what was done is not known. Check that the "url" option names the gateway itself.',
};

/** What an answer of the gateway said, as far as there was one. */
export interface GateAnswer {
  /** HTTP status; `null` where there was no answer. */
  readonly status: number | null;
  /** `code` of the gateway's problem details, such as `forbidden`; `null` where it gave none. */
  readonly problemCode: string | null;
  /** Leads to the gateway's audit event; `null` where it gave none. */
  readonly requestId: string | null;
  /** When the gateway asks to be called again, in seconds; `null` where it did not say. */
  readonly retryAfterSeconds: number | null;
}

const NO_ANSWER: GateAnswer = { status: null, problemCode: null, requestId: null, retryAfterSeconds: null };

/** The gateway did not do what was asked, or it is not known whether it did. The message holds no part of a token or key. */
export class GateError extends PortcullisError implements GateAnswer {
  /** Always the name of the class, minified or not. */
  override readonly name = 'GateError';
  /** Stable: safe to branch on. */
  override readonly code: GateErrorCode;
  readonly status: number | null;
  readonly problemCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  /** @param detail What more is known. It must not quote what was sent. */
  constructor(code: GateErrorCode, detail: string | null, answer: GateAnswer = NO_ANSWER) {
    const { status, problemCode, requestId, retryAfterSeconds } = answer;
    const facts = [status, problemCode, requestId === null ? null : `request ${requestId}`].filter(
      (fact) => fact !== null,
    );
    const known = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
    super(`Gateway: ${REASONS[code]}${detail === null ? '' : ` ${detail}`}${known}`);
    this.code = code;
    this.status = status;
    this.problemCode = problemCode;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
