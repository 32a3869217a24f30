import type { Mutant } from '../mutant.ts';

const STEPS = 'rules/src/engine/steps';
const SITE = { file: 'rules/src/engine/cross-site.ts', tests: ['test/rules/engine/steps/cross-site.test.ts'] } as const;
const FORMS = { file: 'rules/src/engine/form-posts.ts', tests: ['test/rules/engine/form-posts.test.ts'] } as const;
const CORS = { file: 'rules/src/engine/cors.ts', tests: ['test/rules/engine/cors.test.ts'] } as const;
const SIZES = { file: `${STEPS}/route.ts`, tests: ['test/rules/engine/steps/sizes.test.ts'] } as const;

const INGRESS = { file: `${STEPS}/ingress.ts`, tests: ['test/e2e/parity/raw-parity.test.ts'] } as const;
const NAMED = { file: `${STEPS}/named.ts`, tests: ['test/rules/engine/steps/named.test.ts'] } as const;
const REFERENCES = {
  file: 'rules/src/engine/naming/references.ts',
  tests: ['test/e2e/webdav/webdav.test.ts'],
} as const;
const NAMES = {
  file: 'rules/src/engine/message/request-names.ts',
  tests: ['test/worker/core/request-headers.test.ts'],
} as const;
const PATHS = {
  file: 'rules/src/engine/target/forwarded-path.ts',
  tests: ['test/rules/engine/target/forwarded-path.test.ts'],
} as const;
const TAKEN_ALONG = {
  file: 'worker/core/headers/origin-headers.ts',
  tests: ['test/e2e/forwarding/origin-request-headers.test.ts'],
} as const;

/** What `decide` refuses by the request alone: where it comes from, how it is spelled, how large it is. */
export const REQUESTS: readonly Mutant[] = [
  {
    file: 'worker/core/headers/request-headers.ts',
    tests: ['test/e2e/forwarding/request-headers.test.ts'],
    id: 'request: any number of lines of one name',
    find: '!isRefused && lines > MAX_HEADERS && ',
    replace: 'false && ',
  },
  {
    ...SITE,
    id: 'cross-site: WebSockets',
    find: 'request.origin === ownOrigin(request) && isOwnSite(request.fetchSite)',
    replace: 'isOwnSite(request.fetchSite)',
  },
  { ...SITE, id: 'cross-site: writes, by Fetch Metadata', find: 'if (changes) return', replace: 'if (false) return' },
  { ...SITE, id: 'cross-site: by Origin', find: 'return namesOther(request) ? ', replace: 'return false ? ' },
  {
    ...SITE,
    id: 'cross-site: reads of a session',
    find: "if (!changes && access.kind === 'public')",
    replace: 'if (!changes)',
  },
  {
    ...SITE,
    id: 'cross-site: an opaque origin',
    find: "request.origin === 'null' && request.fetchSite !== null",
    replace: "request.origin === 'null'",
  },
  { ...FORMS, tests: SITE.tests, id: 'cross-site: frames', find: " && !EMBEDDING.has(fetchDest ?? '')", replace: '' },
  { ...FORMS, id: 'forms: of frames and scripts', find: ' && navigatesTop(request)', replace: '' },
  { ...FORMS, id: 'forms: of other types', find: '!request.postsForm || ', replace: '' },
  { ...FORMS, id: 'forms: of other methods', find: "request.method !== 'POST' || ", replace: '' },
  { ...FORMS, id: 'forms: of any site', find: "!formPosts.includes(request.origin ?? '')", replace: 'false' },
  {
    ...FORMS,
    file: 'rules/src/engine/set-session.ts',
    id: 'forms: with a session',
    find: 'takesForm(decision) ||',
    replace: '',
  },
  {
    ...SITE,
    id: 'cross-site: subresources',
    find: 'return navigatesTop(request) ? null',
    replace: 'return true ? null',
  },
  {
    ...SITE,
    id: 'cross-site: sibling sites',
    find: "fetchSite === 'same-origin' ||",
    replace: "fetchSite === 'same-origin' || fetchSite === 'same-site' ||",
  },

  {
    ...CORS,
    id: 'cors: any origin',
    find: 'rule.origins.find((origin) => origin === request.origin)',
    replace: 'rule.origins[0]',
  },
  {
    ...CORS,
    file: 'rules/src/engine/set-session.ts',
    id: 'cors: a session without credentials',
    find: 'lacksCredentials(decision) ||',
    replace: '',
  },
  { ...CORS, id: 'cors: any header', find: '!cors.rule.headers.includes(name)', replace: 'false' },
  {
    ...CORS,
    id: 'cors: preflights of any origin',
    find: "if (cors === null) return refuse('preflight_refused'",
    replace: "if (cors === null) return null;\n  if (cors.allowOrigin === '') return refuse('preflight_refused'",
  },

  {
    ...SIZES,
    id: 'body: announced too large',
    find: 'announcedBodyBytes <= route.maxBodyBytes',
    replace: 'announcedBodyBytes >= 0',
  },
  {
    ...SIZES,
    tests: ['test/e2e/hostile/gateway-paths.test.ts'],
    id: 'route: the gateway’s own paths forwarded',
    find: 'found.origin !== GATEWAY_ORIGIN && isGatewayPath(target.path)',
    replace: 'false',
  },
  {
    file: 'rules/src/engine/address/parse-address.ts',
    tests: ['test/rules/address/parse-address.test.ts'],
    id: 'address: IPv4 in another dress',
    find: 'if (isMapped(words)) return',
    replace: 'if (false) return',
  },
  {
    file: 'rules/src/engine/address/parse-prefix.ts',
    tests: ['test/rules/address/parse-prefix.test.ts'],
    id: 'address: a list of everything',
    find: 'if (isMapped(words) && length >= 96) return ipv4Prefix',
    replace: 'if (false) return ipv4Prefix',
  },
  {
    file: 'rules/src/engine/address/match.ts',
    tests: ['test/rules/address/ranges.test.ts'],
    id: 'address: beyond the end of a range',
    find: '(ranges[V4_STRIDE * low - 1] as number) >= value',
    replace: '(ranges[V4_STRIDE * low - 1] as number) + 1 >= value',
  },
  {
    file: `${STEPS}/admit.ts`,
    tests: ['test/rules/engine/steps/admit-plan.test.ts'],
    id: 'limits: one that the rules lack',
    find: 'claimOf(ruleOf(engine, id), decision) ?? []',
    replace: '(engine.limits.has(id) ? claimOf(ruleOf(engine, id), decision) : null) ?? []',
  },

  { ...INGRESS, id: 'headers: any number', find: 'headerCount > MAX_HEADERS ?', replace: 'false ?' },
  {
    ...INGRESS,
    tests: ['test/worker/core/request-headers.test.ts'],
    id: 'headers: any size',
    find: 'if (headerBytes > MAX_HEADER_BYTES)',
    replace: 'if (false)',
  },
  { ...INGRESS, id: 'body: of methods without one', find: 'announcedBodyBytes > 0 &&', replace: 'false &&' },
  {
    ...INGRESS,
    file: `${STEPS}/route.ts`,
    id: 'host: any, for more than health',
    find: 'host === null && !isHealthQuestion(decision.request)',
    replace: 'host === null && !isGatewayPath(target.path)',
  },

  { ...NAMED, id: 'named: not decided', find: 'named.length === 0 ? null', replace: 'named.length >= 0 ? null' },
  {
    ...NAMED,
    id: 'named: credentials that its rule does not give',
    find: 'anonymous === undefined',
    replace: 'anonymous !== null',
  },
  {
    ...NAMED,
    tests: ['test/e2e/webdav/webdav.test.ts'],
    id: 'named: of another origin',
    find: 'route.origin !== decision.route.origin',
    replace: "route.origin === ''",
  },
  {
    ...NAMED,
    tests: ['test/e2e/webdav/webdav.test.ts'],
    id: 'named: what lies below a destination',
    find: 'effect.deep ?',
    replace: 'false ?',
  },
  {
    ...NAMED,
    tests: ['test/e2e/webdav/webdav.test.ts'],
    id: 'named: what lies below a source',
    find: 'if (DEEP_METHODS.has(request.method)) {',
    replace: 'if (false) {',
  },
  { ...REFERENCES, id: 'named: another host', find: 'target.host === own.host', replace: "target.host !== ''" },
  { ...REFERENCES, id: 'named: two lines', find: '!URI.test(text)', replace: "text === ''" },
  {
    file: 'rules/src/engine/steps/named-plan.ts',
    tests: ['test/rules/engine/steps/named.test.ts'],
    id: 'named: less strict than its route',
    find: 'strict: plans.some(({ strict }) => strict)',
    replace: 'strict: first.strict',
  },
  { ...NAMES, id: 'request: headers in the gateway’s name', find: '[GATEWAY_NAMESPACE, ', replace: '[' },
  { ...NAMES, id: 'request: forwarding headers', find: "'x-forwarded', ", replace: '' },
  { ...NAMES, id: 'request: Cloudflare’s headers', find: "'cf-', ", replace: '' },
  {
    ...NAMES,
    file: 'rules/src/engine/naming/fold-header-name.ts',
    id: 'request: headers with underscores',
    find: "lower.replace(/[^a-z0-9]/g, '-')",
    replace: 'lower',
  },
  {
    ...PATHS,
    id: 'path: stripped by characters',
    find: " && (path.length === prefix.length || path[prefix.length] === '/')",
    replace: '',
  },
  {
    ...PATHS,
    id: 'path: back to the client without a prefix',
    find: 'isWithin(path, strip) ? path',
    replace: 'true ? path',
  },
  {
    ...TAKEN_ALONG,
    id: 'origin headers: a client’s spelling beside one',
    find: 'foldHeaderName(name)',
    replace: 'name',
  },
];
