import { ConfigurationError } from './errors.ts';

/** Makes the test whether a path needs no context; options that make no sense throw {@link ConfigurationError}. */
export function createOpenPaths(paths: readonly string[] = []): (path: string) => boolean {
  for (const path of paths) {
    if (!/^\/[^?#*]*$/.test(path))
      throw new ConfigurationError(`"open" option must list exact paths such as "/health", without "*", "?" or "#".`);
  }
  const open = new Set(paths);
  return (path) => open.has(path);
}
