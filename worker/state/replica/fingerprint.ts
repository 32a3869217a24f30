/**
 * 53 bits of a text, so that it fits a number exactly and is never 0. Two texts may have the same: a caller that finds one must
 * ask for the text itself before anything follows from it.
 */
export function fingerprint(text: string): number {
  let high = 0x9e_37_79_b9 ^ text.length;
  let low = 0x7f_4a_7c_15;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x2c_1b_3c_6d);
    high = (high << 13) | (high >>> 19);
    low = Math.imul(low ^ unit, 0x29_7a_2d_39);
    low = (low << 17) | (low >>> 15);
  }
  high = mixed(high ^ low);
  low = mixed(low + high);
  const value = (high >>> 11) * 0x1_00_00_00_00 + (low >>> 0);
  return value === 0 ? 1 : value;
}

/** Spreads every bit over all of them. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x21_f0_aa_ad);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x73_5a_2d_97);
  return bits ^ (bits >>> 15);
}
