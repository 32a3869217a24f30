import type { Survey } from './evidence/index.ts';
import { type Proposal, type ProposedRoute, ROLE_OF_NO_ONE } from './proposal/index.ts';

export interface RulesTextOptions {
  readonly survey: Survey;
  readonly gateway: string;
  /** `null`: it is left to decide. */
  readonly originUrl: string | null;
  /** Where the app listens on this machine, if it was crawled there. */
  readonly developmentUrl: string | null;
}

/** Stands where the app's own URL is not known. No name below `.example` exists. */
const SOME_ORIGIN = 'https://app-origin.example';

/**
 * The proposal as a rules file. Nothing of a client's text is in it but hosts, and paths that the compiler takes as
 * patterns; comments hold numbers and words of this program only.
 */
export function rulesText(proposal: Proposal, options: RulesTextOptions): string {
  const { hosts, routes, limits } = proposal;
  const roles = rolesOf(routes);
  return [
    ...headLines(options.survey),
    'version: 1',
    `gateway: ${options.gateway}`,
    'hosts:',
    ...hosts.map(({ text, count }) => `  - ${scalar(text)} # ${requests(count)}`),
    'clientAddress: cloudflare # left to decide: what sets the address, if another proxy is in front',
    ...(roles.length === 0
      ? []
      : [`roles: [${roles.join(', ')}]${roles.includes(ROLE_OF_NO_ONE) ? ` # ${UNDECIDED}` : ''}`]),
    ...(limits.length === 0 ? [] : ['limits:', ...limits.map(limitLine)]),
    'origins:',
    `  app: { url: ${options.originUrl ?? SOME_ORIGIN}, keys: ORIGIN_APP_KEYS, context: HS256 }${options.originUrl === null ? ' # left to decide: where the app is' : ''}`,
    ...headersLines(proposal),
    'routes:',
    ...routeLines(proposal),
    ...developmentLines(options.developmentUrl),
    '',
  ].join('\n');
}

const UNDECIDED = `no session has "${ROLE_OF_NO_ONE}": its routes are closed once "roles" is enforced`;

function headLines({ requests: all, firstSeconds, lastSeconds }: Survey): readonly string[] {
  const span = firstSeconds === null || lastSeconds === null ? '' : `, ${day(firstSeconds)} to ${day(lastSeconds)}`;
  return [
    `# Proposed by "portcullis init" from ${requests(all)}${span}. A number counts requests that worked.`,
    '# Every route observes: what its controls would refuse passes, and is logged. Paths and methods that no route takes are refused.',
  ];
}

function rolesOf(routes: readonly ProposedRoute[]): readonly string[] {
  const roles = routes.flatMap(({ access }) => {
    if (access.kind === 'roles') return access.roles;
    return access.kind === 'undecided' ? [ROLE_OF_NO_ONE] : [];
  });
  return [...new Set(roles)].sort();
}

function limitLine({ id, perMinute, rates }: Proposal['limits'][number]): string {
  const seen = `usual ${rates.highestUsual}, highest ${rates.highest}, in ${number(rates.minutes)} minutes of ${number(rates.addresses)} addresses`;
  return `  ${id}: { quota: ${perMinute} per 1m, by: [address] } # ${seen}`;
}

function headersLines({ headers: { profile, scriptHashes, because } }: Proposal): readonly string[] {
  if (scriptHashes.length === 0) return [`headers: ${profile} # ${because}`];
  const own = profile === 'app' ? `["'self'", "'wasm-unsafe-eval'"` : `["'self'"`;
  return [
    `headers: # ${because}`,
    `  profile: ${profile}`,
    `  csp: { script-src: ${own}, ${scriptHashes.map((hash) => JSON.stringify(hash)).join(', ')}] } # the app's own inline scripts`,
  ];
}

function routeLine(route: ProposedRoute, limits: Proposal['limits']): string {
  const { id, path, methods, access, body } = route;
  const taken = limits
    .map((limit) => limit.id)
    .filter((limit) => (limit === 'requests' ? access.kind !== 'public' : isChange(methods)));
  const members = [
    `id: ${scalar(id)}`,
    `path: ${scalar(path)}`,
    `methods: [${[...methods.keys()].join(', ')}]`,
    `access: ${accessText(access)}`,
    ...(taken.length === 0 ? [] : [`limits: [${taken.join(', ')}]`]),
    ...(body === null ? [] : [`body: ${body}`]),
  ];
  return `      - { ${members.join(', ')} } # ${evidenceOf(route)}`;
}

/** Routes by the hosts that they were seen at; where those are all hosts, none is named. */
function routeLines({ routes, limits, hosts: all }: Proposal): readonly string[] {
  const groups = [...Map.groupBy(routes, ({ hosts }) => hosts.join())].map(([, group]) => group);
  return groups.flatMap((group) => {
    const seen = group[0]?.hosts ?? [];
    const hosts = seen.length === all.length ? [] : seen;
    const at = hosts.length === 1 ? scalar(hosts[0] ?? '') : `[${hosts.map(scalar).join(', ')}]`;
    return [
      '  - mode: observe',
      ...(hosts.length === 0 ? [] : [`    host: ${at}`]),
      '    routes:',
      ...group.map((route) => routeLine(route, limits)),
    ];
  });
}

function isChange(methods: ReadonlyMap<string, number>): boolean {
  return [...methods.keys()].some((method) => !['GET', 'HEAD', 'OPTIONS', 'PROPFIND'].includes(method));
}

function accessText(access: ProposedRoute['access']): string {
  if (access.kind === 'public') return 'public';
  return `{ roles: [${access.kind === 'roles' ? access.roles.join(', ') : ROLE_OF_NO_ONE}] }`;
}

function evidenceOf({ methods, access, uses, endpoint, body }: ProposedRoute): string {
  const counts = [...methods].map(([method, count]) => `${method} ${number(count)}`).join(', ');
  return [
    `${requests(uses.requests)}${methods.size > 1 ? `: ${counts}` : ''}`,
    ...(uses.requests === 0 && uses.documented !== null ? ["in the API's document only"] : []),
    ...(access.kind === 'undecided' ? [] : [access.because]),
    ...(uses.sockets === 0 ? [] : [`WebSocket ${number(uses.sockets)}`]),
    ...(uses.refused === 0 ? [] : [`the app refused ${number(uses.refused)} more`]),
    ...(endpoint.names === 0 ? [] : [`${endpoint.names} different names`]),
    ...(endpoint.wider === null ? [] : [WIDER[endpoint.wider]]),
    ...(body === null ? [] : [`largest body ${number(uses.mostBodyBytes)} bytes`]),
  ].join('; ');
}

const WIDER = {
  slash: 'wider than seen: no pattern ends with a slash',
  files: 'wider than seen: all files below',
} as const;

function developmentLines(url: string | null): readonly string[] {
  return url === null
    ? []
    : ['development:', '  hosts: ["localhost:8787"]', `  origins: { app: ${JSON.stringify(url)} }`];
}

/** Plain where YAML reads it as it stands, in flow collections too. */
function scalar(text: string): string {
  return /^[A-Za-z/][A-Za-z0-9/._-]*(?:\/\*\*)?$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${number(count)} requests`;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
