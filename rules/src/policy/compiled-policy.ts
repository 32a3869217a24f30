import type { AddressRanges, Policy, Words32 } from './policy.ts';
import type { RouteRule } from './route.ts';

/**
 * The policy as it is written: JSON, and beside it one binary file with the long address lists. The binary file begins
 * with the policy's digest; then come unsigned 32-bit numbers, little-endian as every machine that runs Workers is.
 */

/** Where a list stands in the binary file; both count numbers, from the end of the digest. */
export interface WordsReference {
  readonly offset: number;
  readonly length: number;
}

export interface CompiledRanges {
  readonly v4: readonly number[] | WordsReference;
  readonly v6: readonly number[] | WordsReference;
}

export interface CompiledRoute extends Omit<RouteRule, 'headers'> {
  /** Index into `headerSets`. */
  readonly headers: number;
}

/** What the JSON file holds: the policy, with references in place of its long lists and of what most routes share. */
export interface CompiledPolicy extends Omit<Policy, 'addresses' | 'routes'> {
  readonly addresses: Readonly<Record<string, CompiledRanges>>;
  readonly headerSets: readonly RouteRule['headers'][];
  readonly routes: readonly CompiledRoute[];
}

/** Bytes of the digest that the binary file begins with. */
export const DIGEST_BYTES = 32;

/** The two files cannot be used together. The message is a sentence for an operator. */
export class CompiledPolicyError extends Error {
  override readonly name = 'CompiledPolicyError';

  constructor(what: string) {
    super(`the compiled rules cannot be used: ${what}. Compile them again with "portcullis compile"`);
  }
}

/**
 * Puts the two files together again. Long lists become views of `bytes`, nothing is copied.
 * @throws {CompiledPolicyError} unless the binary file was made with this very policy, and is whole
 */
export function readCompiledPolicy(compiled: CompiledPolicy, bytes: ArrayBuffer): Policy {
  if (bytes.byteLength < DIGEST_BYTES || digestIn(bytes) !== compiled.digest)
    throw new CompiledPolicyError('policy.json and addresses.bin do not belong together');
  if (bytes.byteLength !== DIGEST_BYTES + 4 * referencedWords(compiled))
    throw new CompiledPolicyError('addresses.bin is not as long as policy.json says');
  const resolve = (list: readonly number[] | WordsReference): Words32 =>
    isReference(list) ? new Uint32Array(bytes, DIGEST_BYTES + 4 * list.offset, list.length) : list;
  const addresses: [string, AddressRanges][] = Object.entries(compiled.addresses).map(([name, { v4, v6 }]) => [
    name,
    { v4: resolve(v4), v6: resolve(v6) },
  ]);
  const { headerSets, routes, ...rest } = compiled;
  return {
    ...rest,
    addresses: Object.fromEntries(addresses),
    routes: routes.map((route) => readRoute(route, headerSets)),
  };
}

/** A route without its headers would leave answers unprotected. */
function readRoute(route: CompiledRoute, headerSets: CompiledPolicy['headerSets']): RouteRule {
  const headers = headerSets[route.headers];
  if (headers === undefined) throw new CompiledPolicyError(`policy.json has no headers for route "${route.id}"`);
  return { ...route, headers };
}

function isReference(list: readonly number[] | WordsReference): list is WordsReference {
  return !Array.isArray(list);
}

/** The lists lie one behind the other, so the last one's end is the end of the file. */
function referencedWords({ addresses }: CompiledPolicy): number {
  const references = Object.values(addresses)
    .flatMap(({ v4, v6 }) => [v4, v6])
    .filter(isReference);
  return references.reduce((end, { offset, length }) => Math.max(end, offset + length), 0);
}

function digestIn(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes, 0, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
