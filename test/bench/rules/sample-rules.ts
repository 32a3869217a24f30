/** A shape that rules have in practice: services with resources, each with a list, an item and what belongs to it. */
const RESOURCE_ROUTES = [
  { name: 'list', path: '', more: 'methods: [GET, POST], access: { roles: [reader] }, limits: [api]' },
  { name: 'item', path: '/{id}', more: 'access: { roles: [owner, reader] }, limits: [api]' },
  { name: 'export', path: '/export', more: 'methods: [GET], access: { roles: [owner], addresses: [office] }' },
  {
    name: 'approve',
    path: '/{id}/approve',
    more: 'methods: [POST], access: { roles: [owner], stepUp: { within: 15m } }',
  },
  { name: 'files', path: '/{id}/files/**', more: 'access: { roles: any }' },
] as const;

/** A path pattern and one request path that it matches. */
export interface SampleRoute {
  readonly yaml: string;
  readonly requestPath: string;
}

/** Routes of `count` distinct paths over services and resources. */
export function serviceRoutes(count: number): readonly SampleRoute[] {
  return Array.from({ length: count }, (_, index) => {
    const { name, path, more } = RESOURCE_ROUTES[index % RESOURCE_ROUTES.length] ?? RESOURCE_ROUTES[0];
    const resource = Math.floor(index / RESOURCE_ROUTES.length);
    const base = `/api/service-${resource % 40}/resource-${Math.floor(resource / 40)}`;
    return {
      yaml: `{ id: r${resource}-${name}, path: "${base}${path}", ${more} }`,
      requestPath: `${base}${path.replace('{id}', '7f3a9c').replace('**', '2026/invoice.pdf')}`,
    };
  });
}

/**
 * Routes that compete at every level: each of `levels` segments is a word or a variable, in every combination, so that a
 * path fits many of them up to its last segment.
 */
export function competingRoutes(levels: number): readonly SampleRoute[] {
  return Array.from({ length: 2 ** levels }, (_, index) => {
    const isFixed = Array.from({ length: levels }, (_unused, level) => ((index >> level) & 1) === 1);
    const segments = isFixed.map((fixed, level) => (fixed ? `level-${level}` : '*'));
    const request = isFixed.map((fixed, level) => (fixed ? `level-${level}` : `other-${level}`));
    return {
      yaml: `{ id: c${index}, path: "/${segments.join('/')}/end", methods: [GET], access: { roles: any } }`,
      requestPath: `/${request.join('/')}/end`,
    };
  });
}

/** Whole rules with these routes, and the address list `blocked` in a file where `withAddressFile`. */
export function rulesText(routes: readonly SampleRoute[], withAddressFile = false): string {
  const blocked = withAddressFile ? '  blocked: { file: addresses/blocked.txt }\ndeny: { addresses: [blocked] }\n' : '';
  return `version: 1
gateway: bench-edge
hosts: ["{tenant}.bench.example", bench.example]
clientAddress: cloudflare
roles: [owner, reader]
addresses:
  office: [203.0.113.0/24]
${blocked}limits:
  api: { quota: 600 per 1m, by: [tenant, user] }
origins:
  app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 1h }
headers: strict
routes:
${routes.map(({ yaml }) => `  - ${yaml}`).join('\n')}
`;
}
