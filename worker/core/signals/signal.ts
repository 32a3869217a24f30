import type { SubjectRef } from './subject.ts';

/** What an identity provider said, verified, and what it ends. */
export interface Signal {
  /** The provider's id of this message: it may come again. `jti`; unique within an issuer. */
  readonly id: string;
  /** Name of the event, for audit events; of a security event the last part of its URI. */
  readonly event: string;
  readonly effect: SignalEffect;
  /** From here on, the message would not be taken a second time: its id need not be kept longer. Seconds since the epoch. */
  readonly staleAt: number;
}

/** A signal may only tighten: what it does not end stays as it is. */
export type SignalEffect =
  /** Ends the sessions of whom it names. */
  | { readonly kind: 'end'; readonly whom: readonly SubjectRef[] }
  /** The transmitter answered our question whether its stream is alive (SSF 1.0 section 8.1.4). */
  | { readonly kind: 'verified' }
  /** The transmitter says how its stream stands now (SSF 1.0 section 8.1.5). */
  | { readonly kind: 'stream'; readonly status: 'enabled' | 'paused' | 'disabled' }
  /** Nothing. @param why for audit events and `explain` */
  | { readonly kind: 'nothing'; readonly why: string };

/** Which rule a message broke. Each standard has words of its own for these. */
export type SignalProblem =
  | 'malformed'
  | 'not_signed'
  | 'issuer'
  | 'audience'
  | 'key'
  | 'signature'
  | 'type'
  | 'time'
  | 'claims'
  /** It cannot be read for whom it is. */
  | 'subject';

export type SignalResult =
  | { readonly ok: true; readonly signal: Signal }
  /** @param detail which claim or check, never a value of the message */
  | { readonly ok: false; readonly problem: SignalProblem; readonly detail: string };

/** What a message must agree with. */
export interface SignalPolicy {
  /** The provider's issuer identifier, exactly. */
  readonly issuer: string;
  /** To whom it must be addressed: client id, URL of the endpoint, or what the stream agreed on. */
  readonly audience: string;
  readonly nowSeconds: number;
}

export function failed(problem: SignalProblem, detail: string): Extract<SignalResult, { ok: false }> {
  return { ok: false, problem, detail };
}
