/** Numbers from 0 to below `bound`, the same in every run: a linear congruential generator of 48 bits. */
export function createRandom(seed: number): (bound: number) => number {
  let state = BigInt(seed);
  return (bound) => {
    state = (state * 0x5deece66dn + 11n) & 0xffffffffffffn;
    return Number((state >> 16n) % BigInt(bound));
  };
}
