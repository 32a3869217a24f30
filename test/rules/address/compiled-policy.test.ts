import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules, formatProblems, packPolicy } from '../../../rules/src/compiler/index.ts';
import { createEngine } from '../../../rules/src/engine/index.ts';
import {
  type CompiledPolicy,
  CompiledPolicyError,
  type Policy,
  readCompiledPolicy,
} from '../../../rules/src/policy/index.ts';
import { BASE_RULES } from '../compiler/base-rules.ts';
import { addressOf } from '../engine/sample-engine.ts';

/** The base rules with the lists `office`, as written, and `none`, of these lines. */
function policyWith(lines: readonly string[]): Policy {
  const result = compileRules({ file: 'gateway.yaml', text: BASE_RULES, readFile: () => lines.join('\n') });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.policy;
}

/** The pair of files, as the Worker gets them. */
function filesOf(policy: Policy): { readonly compiled: CompiledPolicy; readonly bytes: ArrayBuffer } {
  const { json, binary } = packPolicy(policy);
  return { compiled: JSON.parse(json) as CompiledPolicy, bytes: Uint8Array.from(binary).buffer };
}

const many = Array.from({ length: 500 }, (_, index) => [
  `10.${index >> 7}.${index & 0x7f}.1`,
  `2001:db8:${index}::/48`,
]);
const LONG = policyWith([...many.flat(), 'fe80::/10']);

describe('a compiled policy', () => {
  it('is put together again as it was', () => {
    const { compiled, bytes } = filesOf(LONG);
    const read = readCompiledPolicy(compiled, bytes);
    const { v4, v6 } = read.addresses['none'] ?? { v4: [], v6: [] };
    expect({ ...read, addresses: { ...read.addresses, none: { v4: [...v4], v6: [...v6] } } }).toEqual(LONG);
    expect(v4).toBeInstanceOf(Uint32Array);
    expect([v4.length > 64, v6.length > 64]).toEqual([true, true]);
  });

  it('views the file where it lies, and keeps short lists in the JSON', () => {
    const { compiled, bytes } = filesOf(LONG);
    const { addresses } = readCompiledPolicy(compiled, bytes);
    const v6 = addresses['none']?.v6;
    expect(v6 instanceof Uint32Array && v6.buffer === bytes).toBe(true);
    expect(compiled.addresses['office']).toEqual(LONG.addresses['office']);
    expect(filesOf(policyWith(['10.0.0.1'])).bytes.byteLength).toBe(32);
  });

  it('has the same bytes each time', () => {
    expect(packPolicy(policyWith([...many.flat(), 'fe80::/10'].reverse()))).toEqual(packPolicy(LONG));
    const list = LONG.addresses['none'] ?? { v4: [], v6: [] };
    const twoLists = (names: readonly string[]): Policy => ({
      ...LONG,
      addresses: Object.fromEntries(names.map((name) => [name, name === 'a' ? list : { ...list, v4: [] }])),
    });
    expect(packPolicy(twoLists(['b', 'a']))).toEqual(packPolicy(twoLists(['a', 'b'])));
  });

  it('decides as the policy in memory does', () => {
    const { compiled, bytes } = filesOf(LONG);
    const [read, memory] = [readCompiledPolicy(compiled, bytes), LONG].map((policy) =>
      createEngine(policy, { development: false }),
    );
    const nearby = fc.oneof(
      fc.tuple(fc.nat(4), fc.nat(130), fc.nat(2)).map(([a, b, c]) => `10.${a}.${b}.${c}`),
      fc.tuple(fc.nat(510), fc.nat(2)).map(([a, b]) => `2001:db8:${a}::${b}`),
    );
    let held = 0;
    fc.assert(
      fc.property(nearby, (text) => {
        const expected = memory?.isListed('none', addressOf(text));
        expect(read?.isListed('none', addressOf(text))).toBe(expected);
        held += Number(expected);
      }),
      { numRuns: 1000 },
    );
    expect(held).toBeGreaterThan(0);
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ['of other rules', () => new Uint8Array(filesOf(policyWith(many.flat())).bytes)],
    ['with another digest', (bytes) => bytes.map((byte, index) => (index === 31 ? byte ^ 1 : byte))],
    ['that is empty', () => new Uint8Array()],
    ['that ends within the digest', (bytes) => bytes.slice(0, 31)],
    ['that ends behind the digest', (bytes) => bytes.slice(0, 32)],
    ['that ends one number early', (bytes) => bytes.slice(0, -4)],
    ['that ends within a number', (bytes) => bytes.slice(0, -1)],
    ['that is one number longer', (bytes) => Uint8Array.from([...bytes, 0, 0, 0, 0])],
  ])('is refused with a file %s', (_what, change) => {
    const { compiled, bytes } = filesOf(LONG);
    expect(() => readCompiledPolicy(compiled, bytes)).not.toThrow();
    const changed = change(new Uint8Array(bytes)).slice().buffer;
    expect(() => readCompiledPolicy(compiled, changed)).toThrow(CompiledPolicyError);
  });
});

it('writes headers once for all routes that share them, and refuses a route whose headers are missing', () => {
  const { compiled, bytes } = filesOf(LONG);
  expect([compiled.headerSets.length, compiled.routes.length]).toEqual([1, 3]);
  expect(readCompiledPolicy(compiled, bytes).routes).toEqual(LONG.routes);
  expect(() => readCompiledPolicy({ ...compiled, headerSets: [] }, bytes)).toThrow(/no headers for route "assets"/);
});

describe('a list of everyone', () => {
  /** Every IPv6 network beside `::ffff:0:0/96`, one of each length. */
  const around = Array.from({ length: 96 }, (_, index) => {
    const bit = 1n << BigInt(127 - index);
    const network = ((0xffffn << 32n) ^ bit) & ~(bit - 1n);
    const groups = Array.from({ length: 8 }, (_, group) => (network >> BigInt(112 - 16 * group)) & 0xffffn);
    return `${groups.map((group) => group.toString(16)).join(':')}/${index + 1}`;
  });
  const codes = (lines: readonly string[]): readonly string[] => {
    const result = compileRules({ file: 'gateway.yaml', text: BASE_RULES, readFile: () => lines.join('\n') });
    return result.ok ? [] : result.problems.map(({ code }) => code);
  };

  it('is refused, in however many parts it is written', () => {
    expect(codes(['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2'])).toEqual(['everyone_listed']);
    expect(codes(around)).toEqual(['everyone_listed']);
  });

  it('is none with one part missing', () => {
    expect(codes(['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'])).toEqual([]);
    for (const missing of [0, 50, 95]) expect(codes(around.toSpliced(missing, 1))).toEqual([]);
  });
});
