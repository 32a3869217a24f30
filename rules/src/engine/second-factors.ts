/** RFC 8176 authentication methods that show more than something the user knows. */
export const SECOND_FACTORS: ReadonlySet<string> = new Set([
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
