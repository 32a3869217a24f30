import { valueOrProblem } from '../../compiler/problems/index.ts';
import { parseDuration } from '../../compiler/values/index.ts';
import type { SettingScope } from '../scope.ts';
import type { TimeoutSetting } from './policy.ts';

/** Waits shorter than a second refuse healthy origins; after an hour, the client has gone. */
export const TIMEOUT_BOUNDS = { least: '1s', most: '1h' };

export function compile(
  { timeout }: { readonly timeout?: string | undefined },
  { report, path }: SettingScope,
): TimeoutSetting {
  if (timeout === undefined) return { timeoutMs: null };
  const read = parseDuration(timeout, TIMEOUT_BOUNDS);
  const seconds = valueOrProblem(report, [...path, 'timeout'], 'invalid_quantity', read);
  return { timeoutMs: seconds === null ? null : seconds * 1000 };
}
