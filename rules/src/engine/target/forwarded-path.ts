import type { OriginRule } from '../../policy/index.ts';

type Changing = Pick<OriginRule, 'path'>;

/**
 * A path as the origin gets it. What is left after `strip` begins with a slash or is empty, so that a canonical path stays one.
 * @throws {RangeError} where the path does not lie below `strip`; the compiler lets no such route lead to the origin
 */
export function forwardedPath({ path: change }: Changing, path: string): string {
  if (change === null) return path;
  if (!isWithin(path, change.strip)) throw new RangeError(`the path does not lie below ${change.strip}`);
  return `${change.add}${path.slice(change.strip.length)}` || '/';
}

/**
 * The path at which clients find what the origin knows as `path`. One that lies outside `add` has no such path, and apps that
 * know where they are published say `strip` themselves: both stay as they are.
 */
export function publicPath({ path: change }: Changing, path: string): string {
  if (change === null) return path;
  const { strip, add } = change;
  if (add !== '') return isWithin(path, add) ? `${strip}${path.slice(add.length)}` || '/' : path;
  return isWithin(path, strip) ? path : `${strip}${path}`;
}

/** Whether `path` is `prefix` or lies below it, by whole segments. */
export function isWithin(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}
