import { createRandom } from './random.ts';

/** Distinct networks that do not touch: none of them can be joined with another. `share6` of them are IPv6, from 0 to 1. */
export function samplePrefixes(count: number, share6: number): readonly string[] {
  const random = createRandom(20_261_121);
  const count6 = Math.round(count * share6);
  const step4 = Math.floor(0xdf000000 / Math.max(count - count6, 1) / 256) * 256;
  const v4 = Array.from({ length: count - count6 }, (_, index) => {
    const network = 0x01000000 + index * step4 + 256 * random(Math.max(Math.floor(step4 / 512), 1));
    return `${network >>> 24}.${(network >>> 16) & 0xff}.${(network >>> 8) & 0xff}.0/24`;
  });
  const v6 = Array.from({ length: count6 }, (_, index) => {
    const groups = [0x2000 + (index >> 12), (index & 0xfff) << 4, random(0x8000) << 1, random(0x10000)];
    return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
  });
  return [...v4, ...v6];
}
