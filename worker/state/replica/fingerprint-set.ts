import { createFingerprintTable, type FingerprintTable } from './fingerprint-table.ts';

/** Divides 2 ** 53 by the number of tables. */
const FINGERPRINTS_A_TABLE = 2 ** 49;
const TABLES = 16;
/** In whole minutes, so that no time is rounded twice. */
const RENEW_SECONDS = 24 * 60 * 60;

/**
 * Fingerprints with the time until which each counts, in tables that grow one at a time: while one grows it is there twice,
 * and all the others once.
 */
export interface FingerprintSet extends FingerprintTable {
  /** Once a day, forgets what has expired and counts times from now on. */
  readonly renew: (nowSeconds: number) => void;
}

/** @param baseSeconds moment from which times are counted; nothing may expire before it */
export function createFingerprintSet(baseSeconds: number): FingerprintSet {
  const tables = Array.from({ length: TABLES }, () => createFingerprintTable(baseSeconds));
  let countedFrom = baseSeconds;
  const tableOf = (fingerprint: number): FingerprintTable => {
    const table = tables[Math.floor(fingerprint / FINGERPRINTS_A_TABLE)];
    if (table === undefined) throw new RangeError('a fingerprint has 53 bits');
    return table;
  };
  const sum = (part: 'size' | 'bytes'): number => tables.reduce((total, table) => total + table[part], 0);
  return {
    get size() {
      return sum('size');
    },
    get bytes() {
      return sum('bytes');
    },
    add: (fingerprint, expiresSeconds) => tableOf(fingerprint).add(fingerprint, expiresSeconds),
    has: (fingerprint, nowSeconds) => tableOf(fingerprint).has(fingerprint, nowSeconds),
    forget: (fingerprint, untilSeconds) => tableOf(fingerprint).forget(fingerprint, untilSeconds),
    copyInto: (other, nowSeconds) => {
      for (const table of tables) table.copyInto(other, nowSeconds);
    },
    renew: (nowSeconds) => {
      const days = Math.floor((nowSeconds - countedFrom) / RENEW_SECONDS);
      if (days < 1) return;
      countedFrom += days * RENEW_SECONDS;
      for (const [index, table] of tables.entries()) {
        const renewed = createFingerprintTable(countedFrom);
        table.copyInto(renewed, nowSeconds);
        tables[index] = renewed;
      }
    },
  };
}
