/** Settings that would open a second way to the gateway, or that are missing where their absence would. */
export function openDoors(toml: string): string[] {
  const top = toml.split(/^\s*\[/m)[0] ?? '';
  const closed = (key: string) => new RegExp(`^${key}\\s*=\\s*false\\s*(?:#.*)?$`, 'm').test(top);
  const problems = ['workers_dev', 'preview_urls'].filter((key) => !closed(key)).map((key) => `${key} is not false`);
  if (/^\s*\[+\s*env\b/m.test(toml)) problems.push('an environment of its own may set them again');
  if (/^\s*(?:PORTCULLIS_ENV|[A-Z_]*KEYS)\s*=/m.test(toml))
    problems.push('a secret or the environment is set in the file');
  return problems;
}
