import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const STEP_SECONDS = 30;
/** Steps before and after the current one that still count, for clocks that differ. */
const WINDOW_STEPS = 1;

/** Checks codes of an authenticator app (RFC 6238). Each code counts once. */
export interface SecondFactor {
  /** Whether `code` is good now, and was not used before. Uses it up. */
  use(email: string, code: string): boolean;
}

/** @param now Milliseconds since 1970. */
export function createSecondFactor(now: () => number): SecondFactor {
  const usedSteps = new Map<string, Set<number>>();
  return {
    use(email, code) {
      const timestamp = now();
      const delta = authenticator(email).validate({ token: code, timestamp, window: WINDOW_STEPS });
      if (delta === null) return false;
      const currentStep = Math.floor(timestamp / 1000 / STEP_SECONDS);
      const step = currentStep + delta;
      const used = usedSteps.get(email) ?? new Set<number>();
      if (used.has(step)) return false;
      for (const old of used) if (old < currentStep - WINDOW_STEPS) used.delete(old);
      usedSteps.set(email, used.add(step));
      return true;
    },
  };
}

/** The code that a demo account's authenticator shows at `timestamp` (milliseconds since 1970). */
export function currentCode(email: string, timestamp: number): string {
  return authenticator(email).generate({ timestamp });
}

/** Seconds for which the current code is shown. */
export function secondsLeft(timestamp: number): number {
  return STEP_SECONDS - (Math.floor(timestamp / 1000) % STEP_SECONDS);
}

/** Demo only: a secret that anyone can derive protects nothing. A real app stores a random one for each user. */
function authenticator(email: string): TOTP {
  const bytes = createHash('sha1').update(`cargoline demo authenticator of ${email}`).digest();
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer });
  return new TOTP({ issuer: 'Cargoline', label: email, secret, digits: 6, period: STEP_SECONDS });
}
