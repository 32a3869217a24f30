/** The parts of a test's rules that differ from test to test. */
export interface RulesParts {
  /** Origin id to the URL where it listens. */
  readonly origins: Readonly<Record<string, string>>;
  /** Routes, one YAML flow map each. */
  readonly routes: readonly string[];
  /** More members of every origin, such as `timeout: 1s`. */
  readonly originMembers?: string;
  /** Origins that are not reached at `https://ID-origin.example`: id to `url: …` or `service: …`. */
  readonly reachedBy?: Readonly<Record<string, string>>;
  /** Ids of origins that are reached in development as in production. */
  readonly undeveloped?: readonly string[];
  /** More members of single origins, by their ids. */
  readonly membersOf?: Readonly<Record<string, string>>;
  /** Entries of `hosts`. */
  readonly hosts?: string;
  /** Value of `development.hosts`; `PORT` is the gateway's own port. */
  readonly developmentHosts?: string;
  /** Value of the top-level `roles`. */
  readonly roles?: string;
  /** More top-level keys. */
  readonly more?: string;
  readonly clientAddress?: string;
  readonly lifetime?: string;
  /** How long requests wait for shared state: as long as rules may say, since a busy machine answers late. */
  readonly deadline?: string;
}

/** Believes `X-Forwarded-For` from this machine, so that a test can choose the client's address. */
export const ADDRESS_FROM_HEADER = '{ header: X-Forwarded-For, trustedProxies: [127.0.0.1] }';

/** Rules of the gateway `test-edge` on `localhost` and `{tenant}.localhost`. */
export function testRules({
  origins,
  routes,
  originMembers,
  membersOf = {},
  hosts = '["{tenant}.test.example", test.example]',
  developmentHosts = '["localhost:PORT", "{tenant}.localhost:PORT"]',
  reachedBy = {},
  undeveloped = [],
  roles = '[owner, admin, reader]',
  more = '',
  clientAddress = 'cloudflare',
  lifetime = '15m',
  deadline = '2s',
}: RulesParts): string {
  const members = (id: string) =>
    [originMembers, membersOf[id]].flatMap((text) => (text === undefined ? [] : [`, ${text}`])).join('');
  const entries = Object.keys(origins).map(
    (id) =>
      `  ${id}: { ${reachedBy[id] ?? `url: https://${id}-origin.example`}, keys: ORIGIN_${id.toUpperCase()}_KEYS, context: HS256${members(id)} }`,
  );
  const urls = Object.entries(origins).flatMap(([id, url]) => (undeveloped.includes(id) ? [] : [`${id}: "${url}"`]));
  return `
version: 1
gateway: test-edge
hosts: ${hosts}
clientAddress: ${clientAddress}
roles: ${roles}
${more}
origins:
${entries.join('\n')}
session: { lifetime: ${lifetime} }
state: { deadline: ${deadline} }
headers: strict
routes:
${routes.map((route) => `  - { ${route} }`).join('\n')}
development:
  hosts: ${developmentHosts}
  origins: { ${urls.join(', ')} }
`;
}
