import { conditionsExamples } from '../../controls/conditions/index.ts';
import { settingsExamples } from '../../settings/index.ts';
import type { Path } from '../problems/index.ts';

/** By the name of a key, of a key in a map (`cors origins`), or of the entries of a list (`asns entry`). */
const EXAMPLES: Readonly<Record<string, string>> = {
  lifetime: 'a number with its unit, such as 15m',
  idle: 'a number with its unit, such as 8h',
  absolute: 'a number with its unit, such as 24h',
  grace: 'a number with its unit, such as 30s',
  recheck: 'a number with its unit, such as 10m',
  deadline: 'a number with its unit, such as 250ms',
  within: 'a number with its unit, such as 15m',
  quota: 'a number and a duration, such as 5 per 1m',
  ipv6PrefixLength: 'a whole number, such as 56',
  ...conditionsExamples,
  ...settingsExamples,
  color: 'a colour in quotes, such as "#0b6e4f"',
  logo: 'the name of a file beside the rules, such as logo.svg',
  email: 'an address such as help@example.com',
  'stepUp request': '"acr", "acrs" or "none"',
  request: 'a method and a path, such as GET /invoices',
  expect: 'allow, refuse, or a map such as { refuse: role_missing }',
  as: 'the name of a session, nobody, or a map such as { tenant: acme, roles: [owner] }',
  keys: 'the name of the secret with its keys, such as ORIGIN_APP_KEYS',
};

/** What to write at `path`, as an example, where that says more than the type; else `null`. */
export function exampleOf(path: Path): string | null {
  const [parent, last] = [String(path.at(-2)), path.at(-1)];
  const inParent = typeof last === 'number' ? `${parent} entry` : `${parent} ${String(last)}`;
  const name = [inParent, String(last)].find((candidate) => Object.hasOwn(EXAMPLES, candidate));
  return name === undefined ? null : (EXAMPLES[name] ?? null);
}
