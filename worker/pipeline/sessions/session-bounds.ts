/** Seconds since the epoch; `null`: from now on, and as long as the rules let it live. */
export interface SessionBounds {
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  /** Whether they are the person's, as a guest's are, and not those of what the session is for. Then it is listed. */
  readonly isOwn: boolean;
}

/** A session that the rules alone put an end to. */
export const UNBOUND: SessionBounds = { notBefore: null, notAfter: null, isOwn: false };
