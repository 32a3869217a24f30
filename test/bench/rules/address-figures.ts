import { packPolicy } from '@portcullis/rules/compiler';
import {
  type Address,
  type AddressMatcher,
  createAddressMatcher,
  formatAddress,
  parseAddress,
} from '@portcullis/rules/engine';
import { type CompiledPolicy, readCompiledPolicy } from '@portcullis/rules/policy';
import ipaddr from 'ipaddr.js';
import { compiled } from './compiled.ts';
import { bytesKeptBy } from './memory.ts';
import { createRandom } from './random.ts';
import type { RulesFigure } from './rules-figure.ts';
import { samplePrefixes } from './sample-prefixes.ts';
import { serviceRoutes } from './sample-rules.ts';
import { fastestMicros } from './timing.ts';

const PREFIXES = 100_000;
const CHECKS = 5000;
/** Times that all checks are made in a round. */
const REPEATS = 4;
/** ipaddr.js compares with one network after the other: more checks would take minutes. */
const PEER_CHECKS = 20;
const MIXES = [
  { name: 'IPv4', share6: 0 },
  { name: 'half IPv6', share6: 0.5 },
  { name: 'IPv6', share6: 1 },
] as const;
const MIB = 1024 * 1024;

/** What a check of an address against a long list takes, and what the list takes in memory. */
export function addressFigures(rounds: number): readonly RulesFigure[] {
  return MIXES.flatMap(({ name, share6 }) => {
    const prefixes = samplePrefixes(PREFIXES, share6);
    const { list, bytes } = compiledList(prefixes);
    const peerList = { list: prefixes.map((text) => ipaddr.parseCIDR(text)) };
    const addresses = sampleAddresses(prefixes);
    const matches = createAddressMatcher(list);
    const parsedByPeer = addresses.slice(0, PEER_CHECKS).map((address) => ipaddr.parse(formatAddress(address)));
    const isHeldForPeer = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
      ipaddr.subnetMatch(address, peerList, 'none') === 'list';
    for (const [index, address] of parsedByPeer.entries()) {
      const own = matches(addresses[index] as Address);
      if (isHeldForPeer(address) !== own) throw new Error(`${address.toString()} is judged otherwise by ipaddr.js`);
    }
    // One after the other: the peer's list would push ours out of the processor's caches before each round.
    const [own = 0] = fastestMicros(
      [{ run: () => checkAll(matches, addresses), operations: CHECKS * REPEATS }],
      5 * rounds,
    );
    const [peer = 0] = fastestMicros(
      [{ run: () => void parsedByPeer.filter(isHeldForPeer).length, operations: PEER_CHECKS }],
      rounds,
    );
    const peerBytes = bytesKeptBy(() => prefixes.map((text) => ipaddr.parseCIDR(text)));
    const title = `100,000 prefixes, ${name}`;
    return [
      { title: `${title}: check`, value: own, unit: 'µs', goal: 0.2 },
      { title: `${title}: check by ipaddr.js`, value: peer, unit: 'µs', goal: null },
      { title: `${title}: memory`, value: bytes / MIB, unit: 'MiB', goal: 2 },
      { title: `${title}: memory as ipaddr.js has them`, value: peerBytes / MIB, unit: 'MiB', goal: null },
    ] as const;
  });
}

function checkAll(matches: AddressMatcher, addresses: readonly Address[]): void {
  let held = 0;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    for (const address of addresses) if (matches(address)) held += 1;
  }
  if (held === 0 || held === REPEATS * addresses.length) throw new Error('the addresses are all alike');
}

/** The list as the Worker has it: a view of the binary file. */
function compiledList(prefixes: readonly string[]) {
  const { json, binary } = packPolicy(compiled(serviceRoutes(1), prefixes));
  const parsed = JSON.parse(json) as CompiledPolicy;
  const read = () => readCompiledPolicy(parsed, Uint8Array.from(binary).buffer).addresses['blocked'];
  const list = read();
  if (list === undefined) throw new Error('the list is missing');
  const bytes = bytesKeptBy(() => {
    const own = read();
    return own === undefined ? undefined : { own, matches: createAddressMatcher(own) };
  });
  return { list, bytes };
}

/** Half inside the networks, half next to them. */
function sampleAddresses(prefixes: readonly string[]): readonly Address[] {
  const random = createRandom(11);
  return Array.from({ length: CHECKS }, (_, index) => {
    const base = (prefixes[random(prefixes.length)] ?? '').replace(/\/\d+$/, '');
    const address = parseAddress(base);
    if (address === null) throw new Error(`${base} is no address`);
    if (address.kind === 4) return { kind: 4, value: address.value + (index % 2 === 0 ? 0 : 256) + random(256) };
    const [a, b, c, d] = address.words;
    return { kind: 6, words: [a, index % 2 === 0 ? b : b + 1, c, d + random(1000)] };
  });
}
