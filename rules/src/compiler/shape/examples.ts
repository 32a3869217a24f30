import { conditionsExamples } from '../../controls/conditions/index.ts';
import type { Path } from '../problems/index.ts';

/** By the name of a key, of a key in a map (`cors origins`), or of the entries of a list (`asns entry`). */
const EXAMPLES: Readonly<Record<string, string>> = {
  lifetime: 'a number with its unit, such as 15m',
  deadline: 'a number with its unit, such as 250ms',
  within: 'a number with its unit, such as 15m',
  timeout: 'a number with its unit, such as 30s',
  body: 'a number with its unit, such as 2MiB',
  quota: 'a number and a duration, such as 5 per 1m',
  ipv6PrefixLength: 'a whole number, such as 56',
  requestHeaders: 'a number with its unit, such as 8KiB',
  maxAge: 'a number with its unit, such as 10m',
  stale: 'a number with its unit, such as 60s',
  whenStateUnavailable: 'closed, open, or a map such as { stale: 60s }',
  mode: 'observe, enforce, or a map such as { limits: observe }',
  cors: 'a map such as { origins: [https://portal.example.com], credentials: true }',
  cookies: 'a map such as { domain: host }',
  ...conditionsExamples,
  'cors origins': 'any, or a list such as [https://portal.example.com]',
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
