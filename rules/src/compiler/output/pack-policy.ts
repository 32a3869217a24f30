import {
  type CompiledPolicy,
  type CompiledRanges,
  type CompiledRoute,
  DIGEST_BYTES,
  type Policy,
  type RouteRule,
  type Words32,
} from '../../policy/index.ts';
import { canonicalJson } from './digest.ts';

/** Up to here a list stands in the JSON, where a person can read it. */
const MAX_INLINE_WORDS = 64;

/** A policy as its two files hold it. */
export interface PackedPolicy {
  readonly json: string;
  readonly binary: Uint8Array;
}

/** Writes a policy as two files that `readCompiledPolicy` puts together again. The same policy gives the same bytes. */
export function packPolicy(policy: Policy): PackedPolicy {
  const { addresses, long } = packAddresses(policy);
  const compiled: CompiledPolicy = { ...policy, addresses, ...packRoutes(policy.routes) };
  return { json: `${canonicalJson(compiled)}\n`, binary: writeBinary(policy.digest, long) };
}

/** Replaces long lists by references, and returns them in the order of the references. */
function packAddresses(policy: Policy): Pick<CompiledPolicy, 'addresses'> & { readonly long: readonly Words32[] } {
  const long: Words32[] = [];
  let offset = 0;
  const pack = (words: Words32): CompiledRanges['v4'] => {
    const { length } = words;
    if (length <= MAX_INLINE_WORDS) return [...words];
    long.push(words);
    offset += length;
    return { offset: offset - length, length };
  };
  const names = Object.keys(policy.addresses).sort();
  const addresses = names.map((name): [string, CompiledRanges] => {
    const { v4 = [], v6 = [] } = policy.addresses[name] ?? {};
    return [name, { v4: pack(v4), v6: pack(v6) }];
  });
  return { addresses: Object.fromEntries(addresses), long };
}

function packRoutes(routes: readonly RouteRule[]): Pick<CompiledPolicy, 'routes' | 'headerSets'> {
  const headerSets: RouteRule['headers'][] = [];
  const byText = new Map<string, number>();
  const known = new Map<RouteRule['headers'], number>();
  const indexOf = (headers: RouteRule['headers']): number => {
    const text = JSON.stringify(headers);
    const index = byText.get(text) ?? headerSets.push(headers) - 1;
    byText.set(text, index);
    known.set(headers, index);
    return index;
  };
  const packed = routes.map((route): CompiledRoute => {
    return { ...route, headers: known.get(route.headers) ?? indexOf(route.headers) };
  });
  return { routes: packed, headerSets };
}

function writeBinary(digest: string, lists: readonly Words32[]): Uint8Array {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const binary = new Uint8Array(DIGEST_BYTES + 4 * count);
  binary.set(Buffer.from(digest, 'hex').subarray(0, DIGEST_BYTES));
  const view = new DataView(binary.buffer);
  let at = DIGEST_BYTES;
  for (const words of lists) {
    for (const word of words) {
      view.setUint32(at, word, true);
      at += 4;
    }
  }
  return binary;
}
