const SECONDS_A_TICK = 60;
const MAX_TICK = 0xffff;
const INITIAL_SLOTS = 8;
const MAX_LOAD = 0.85;
const GROWTH = 1.25;

/**
 * Fingerprints with the time until which each counts: an open hash table of ten bytes a slot. Times are kept in minutes,
 * rounded up, for at most 45 days, which is longer than any session.
 */
export interface FingerprintTable {
  /** Fingerprints held, those whose time has passed included. */
  readonly size: number;
  readonly bytes: number;
  /** @param expiresSeconds since the epoch; of two times the later holds */
  readonly add: (fingerprint: number, expiresSeconds: number) => void;
  readonly has: (fingerprint: number, nowSeconds: number) => boolean;
  /** Takes one away that counts no longer than until then. */
  readonly forget: (fingerprint: number, untilSeconds: number) => void;
  /** Adds the entries that still count in this one to another. */
  readonly copyInto: (other: Pick<FingerprintTable, 'add'>, nowSeconds: number) => void;
}

/** @param baseSeconds moment from which times are counted; nothing may expire before it */
export function createFingerprintTable(baseSeconds: number): FingerprintTable {
  let slots = new Float64Array(INITIAL_SLOTS);
  let ticks = new Uint16Array(INITIAL_SLOTS);
  let size = 0;

  const slotOf = (fingerprint: number): number => {
    let slot = fingerprint % slots.length;
    while (slots[slot] !== 0 && slots[slot] !== fingerprint) slot = slot + 1 === slots.length ? 0 : slot + 1;
    return slot;
  };
  const tickOf = (seconds: number): number =>
    Math.min(MAX_TICK, Math.max(0, Math.ceil((seconds - baseSeconds) / SECONDS_A_TICK)));
  const put = (fingerprint: number, tick: number): void => {
    const slot = slotOf(fingerprint);
    if (slots[slot] === 0) size += 1;
    slots[slot] = fingerprint;
    ticks[slot] = Math.max(ticks[slot] ?? 0, tick);
  };
  const grow = (): void => {
    const [oldSlots, oldTicks] = [slots, ticks];
    const length = Math.ceil(oldSlots.length * GROWTH);
    slots = new Float64Array(length);
    ticks = new Uint16Array(length);
    size = 0;
    for (const [index, fingerprint] of oldSlots.entries())
      if (fingerprint !== 0) put(fingerprint, oldTicks[index] ?? 0);
  };
  const timeOf = (slot: number): number => baseSeconds + (ticks[slot] ?? 0) * SECONDS_A_TICK;
  return {
    get size() {
      return size;
    },
    get bytes() {
      return slots.byteLength + ticks.byteLength;
    },
    add: (fingerprint, expiresSeconds) => {
      if (size + 1 > slots.length * MAX_LOAD) grow();
      put(fingerprint, tickOf(expiresSeconds));
    },
    has: (fingerprint, nowSeconds) => {
      const slot = slotOf(fingerprint);
      return slots[slot] === fingerprint && timeOf(slot) > nowSeconds;
    },
    forget: (fingerprint, untilSeconds) => {
      const slot = slotOf(fingerprint);
      // Its place must not become free: others may lie behind it.
      if (slots[slot] === fingerprint && (ticks[slot] ?? 0) <= tickOf(untilSeconds)) ticks[slot] = 0;
    },
    copyInto: (other, nowSeconds) => {
      for (const [slot, fingerprint] of slots.entries()) {
        if (fingerprint !== 0 && timeOf(slot) > nowSeconds) other.add(fingerprint, timeOf(slot));
      }
    },
  };
}
