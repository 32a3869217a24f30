import { KeyRingError, secretKeys } from '../core/tokens/index.ts';
import type { Env } from '../env.ts';

/**
 * Reads a setting that must be there.
 * @param problems gets what is wrong with it, never its value
 * @returns `null` where something is
 */
export async function readSetting<T>(
  env: Env,
  name: string,
  problems: string[],
  parse: (text: string) => Promise<T>,
): Promise<T | null> {
  const value = env[name];
  if (typeof value !== 'string' || value === '') {
    problems.push(`${name} is missing`);
    return null;
  }
  try {
    return await parse(value);
  } catch (error) {
    problems.push(`${name} ${error instanceof KeyRingError ? error.message : 'cannot be read'}`);
    return null;
  }
}

/** The keys of a set, for what is derived from them; `null` where it cannot be read: what is wrong, its own reader says. */
export function secretsOf(env: Env, name: string, development: boolean): ReturnType<typeof secretKeys> | null {
  try {
    return secretKeys(String(env[name] ?? ''), { development });
  } catch {
    return null;
  }
}
