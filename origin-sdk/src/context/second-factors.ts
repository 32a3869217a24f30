/** RFC 8176 methods that show more than something the user knows. The gateway and the SDK count the same. */
export const SECOND_FACTORS: readonly string[] = Object.freeze([
  'otp',
  'hwk',
  'swk',
  'pop',
  'sc',
  'mfa',
  'mca',
  'fpt',
  'face',
  'iris',
  'retina',
  'vbm',
]);
