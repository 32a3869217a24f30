import { ConfigurationError } from './errors.ts';

/** The option's value, or a {@link ConfigurationError} that names the option. */
export function wholeNumber(option: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ConfigurationError(`"${option}" option must be a whole number from ${least} to ${most}.`);
}
