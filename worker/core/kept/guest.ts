/** When someone may come and must go: what is kept of a guest, so that all of them can be listed. */
export interface Guest {
  /** How the provider's directory calls the person; `null` for a session, whose key says whose it is. */
  readonly userName: string | null;
  /** When a session began; `null` for a person. Seconds since the epoch, as the others. */
  readonly since: number | null;
  /** One of the two is not null. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

export function writeGuest({ userName, since, notBefore, notAfter }: Guest): string {
  return JSON.stringify({ userName, since, notBefore, notAfter });
}

/** @throws TypeError where the document is none that the gateway wrote */
export function readGuest(text: string): Guest {
  const guest = JSON.parse(text) as Partial<Guest> | null;
  if (guest?.notBefore === undefined || guest.notAfter === undefined)
    throw new TypeError('shared state holds a guest that this gateway did not write');
  return guest as Guest;
}
