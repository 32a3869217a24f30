import { ConfigurationError } from './errors.ts';

/** The option's value, or a {@link ConfigurationError} that names the option. */
export function requiredText(option: string, value: unknown, whatItIs: string): string {
  if (typeof value === 'string' && value.trim() === value && value !== '') return value;
  throw new ConfigurationError(`"${option}" option must be a non-empty string: ${whatItIs}.`);
}
