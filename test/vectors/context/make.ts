import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { binding } from './cases/binding.ts';
import { claims, time } from './cases/claims.ts';
import { encoding } from './cases/encoding.ts';
import { good } from './cases/good.ts';
import { header } from './cases/header.ts';
import { missing, names } from './cases/headers.ts';
import { keys, signature } from './cases/signature.ts';
import { createKit, type Kit } from './kit.ts';
import type { Vector, VectorFile } from './vector.ts';

/**
 * `node test/vectors/context/make.ts` writes the vectors of this folder; with `--now <seconds> --out <folder>` the same
 * requests at another time, for verifiers whose clock cannot be set. `--now now` takes the clock of this machine.
 */

/** The time of the vectors in this folder: 2027-01-15T08:00:00Z. */
export const VECTOR_SECONDS = 1_800_000_000;

const CLASSES: readonly (readonly [name: string, about: string, make: (kit: Kit) => readonly Vector[]])[] = [
  ['missing', 'The request has no context.', missing],
  ['names', 'More than one context, or a name that only looks like it.', names],
  ['encoding', 'No JWS in compact form in its one canonical spelling.', encoding],
  ['header', "The token's own header: algorithm, type, extensions.", header],
  ['signature', 'Not signed with a known key, or not this token.', signature],
  ['keys', 'The key id leads to no key, or to another one.', keys],
  ['claims', 'Signed well, but not the claims of a context for this verifier.', claims],
  ['time', 'Too old, or from the future.', time],
  ['binding', 'Made for another method, path, query or host.', binding],
  ['good', 'Contexts that must be accepted.', good],
];

/** All files of vectors at one time, by name. */
export function vectorFiles(nowSeconds: number): ReadonlyMap<string, VectorFile> {
  const kit = createKit(nowSeconds);
  return new Map(CLASSES.map(([name, about, make]) => [`${name}.json`, { about, vectors: make(kit) }]));
}

/** A file's text. */
export function vectorText(file: VectorFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      now: { type: 'string', default: String(VECTOR_SECONDS) },
      out: { type: 'string', default: import.meta.dirname },
    },
  });
  const seconds = values.now === 'now' ? Math.floor(Date.now() / 1000) : Number(values.now);
  if (!Number.isSafeInteger(seconds) || seconds < 2000)
    throw new RangeError('--now must be seconds since 1970, or "now"');
  mkdirSync(values.out, { recursive: true });
  for (const [name, file] of vectorFiles(seconds)) writeFileSync(join(values.out, name), vectorText(file));
}
