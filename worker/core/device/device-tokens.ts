import { isTenantId } from '@portcullis/rules/engine';
import { createSigner, createVerifier, isText, isTime, type KeyRing } from '../tokens/index.ts';

/** Where the record of a bound session is kept, as its browser names it. */
export interface DevicePlace {
  readonly tenant: string;
  readonly user: string;
  /** Of the record: the session's id when the key was registered. */
  readonly id: string;
}

/** What a challenge says, once it is known to be ours. */
export interface Challenge {
  /** Of the record, as {@link DevicePlace} has it. */
  readonly id: string;
  readonly use: 'registration' | 'refresh';
  /** When it was made: milliseconds since the epoch, one at least after the last that was taken. */
  readonly madeMs: number;
}

/**
 * What browsers carry for the gateway, signed with the keys of role cookies under types of their own. Neither is a
 * credential: without a proof by the session's key, both are of no use.
 *
 * A challenge is known by its signature, not by a record, so that asking for one writes nothing, and however many requests
 * ask at once, none takes another's away. What must not be forgotten is which one was taken last: that stands in the
 * session's record, and only younger ones are taken after it. So each is good for one refresh, and a proof that someone
 * has read on its way is good for none.
 */
export interface DeviceTokens {
  /** The browser's name for the session: the same for as long as the key stays. */
  readonly signPlace: (place: DevicePlace) => Promise<string>;
  /** `null`: not of this gateway. */
  readonly readPlace: (text: string) => Promise<DevicePlace | null>;
  readonly signChallenge: (challenge: Challenge) => Promise<string>;
  readonly readChallenge: (text: string) => Promise<Challenge | null>;
}

const PLACE_TYPE = 'device-session+jwt';
const CHALLENGE_TYPE = 'device-challenge+jwt';
const MAX_CHARACTERS = 2048;

export function createDeviceTokens(ring: KeyRing): DeviceTokens {
  const verifyPlace = createVerifier(ring, PLACE_TYPE, MAX_CHARACTERS);
  const verifyChallenge = createVerifier(ring, CHALLENGE_TYPE, MAX_CHARACTERS);
  return {
    signPlace: signerOf(ring, PLACE_TYPE, ({ tenant, user, id }: DevicePlace) => ({ tid: tenant, sub: user, sid: id })),
    readPlace: async (text) => {
      const read = await verifyPlace(text);
      if (!read.ok) return null;
      const { tid: tenant, sub: user, sid: id } = read.payload;
      return typeof tenant === 'string' && isTenantId(tenant) && isText(user) && isText(id)
        ? { tenant, user, id }
        : null;
    },
    signChallenge: signerOf(ring, CHALLENGE_TYPE, ({ id, use, madeMs }: Challenge) => ({ sid: id, use, made: madeMs })),
    readChallenge: async (text) => {
      const read = await verifyChallenge(text);
      if (!read.ok) return null;
      const { sid: id, use, made: madeMs } = read.payload;
      if (!isText(id) || (use !== 'registration' && use !== 'refresh') || !isMilliseconds(madeMs)) return null;
      return { id, use, madeMs };
    },
  };
}

function signerOf<T>(ring: KeyRing, type: string, claimsOf: (value: T) => object): (value: T) => Promise<string> {
  const sign = createSigner(ring, 'HS256', type);
  return (value) => sign(claimsOf(value));
}

function isMilliseconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && isTime((value as number) / 1000);
}
