import type { Mutant } from '../mutant.ts';

const REQUEST = {
  file: 'worker/core/headers/request-headers.ts',
  tests: ['test/worker/core/request-headers.test.ts'],
} as const;
const CLIENT = {
  file: 'worker/core/headers/client-address.ts',
  tests: ['test/worker/core/client-address.test.ts'],
} as const;
const HOPS = {
  file: 'worker/core/headers/forwarded-hops.ts',
  tests: ['test/worker/core/client-scheme.test.ts', 'test/worker/core/client-address.test.ts'],
} as const;
const DISCLOSED = {
  file: 'worker/core/headers/disclosures.ts',
  tests: ['test/worker/core/harden-answer.test.ts'],
} as const;
const COOKIES = {
  file: 'worker/core/headers/response-cookies.ts',
  tests: ['test/worker/core/response-cookies.test.ts'],
} as const;
const CORS = { file: 'worker/core/headers/cors-headers.ts', tests: ['test/worker/core/cors-headers.test.ts'] } as const;
const FETCH = {
  file: 'worker/adapters/origin-fetch.ts',
  tests: ['test/e2e/forwarding/answer-headers.test.ts'],
} as const;
const RESPOND = { file: 'worker/pipeline/respond.ts', tests: ['test/e2e/forwarding/answer-headers.test.ts'] } as const;
const REFUSED = {
  file: 'worker/core/headers/gateway-headers.ts',
  tests: ['test/e2e/failure/refusals.test.ts'],
} as const;
const UPLOADS = {
  file: 'worker/core/messages/outgoing-body.ts',
  tests: ['test/e2e/forwarding/uploads.test.ts'],
} as const;
const SIGN_IN = { file: 'worker/pipeline/sign-in.ts', tests: ['test/e2e/sessions/sign-in.test.ts'] } as const;
const CONFIG = { file: 'worker/config.ts', tests: ['test/e2e/failure/settings.test.ts'] } as const;
const REVOCATIONS = {
  file: 'worker/endpoints/revocations.ts',
  tests: ['test/e2e/sessions/admin-tokens.test.ts'],
} as const;

/** What passes through the gateway, and what it says of itself. */
export const TRAFFIC: readonly Mutant[] = [
  { ...REQUEST, id: 'request: headers that Connection names', find: 'named.has(name) && ', replace: 'false && ' },
  {
    ...REQUEST,
    id: 'request: credentials that Connection names',
    find: '|accept|authorization$)',
    replace: '|accept)',
  },
  {
    ...REQUEST,
    tests: ['test/worker/core/remembered-names.test.ts'],
    id: 'request: any number of names remembered',
    find: ' && verdicts.size < MAX_VERDICTS',
    replace: '',
  },
  {
    ...REQUEST,
    tests: ['test/worker/core/remembered-names.test.ts'],
    id: 'request: names of any length remembered',
    find: 'name.length <= MAX_REMEMBERED_NAME && ',
    replace: '',
  },
  { ...REQUEST, id: 'request: any number of headers', find: ' || count > MAX_HEADERS', replace: '' },
  { ...REQUEST, id: 'request: headers of any size', find: 'bytes > MAX_HEADER_BYTES || ', replace: '' },

  {
    ...CLIENT,
    id: 'client: an address that nobody vouches for',
    find: 'if (peer === null || !isTrusted(peer)) return { address: peer, scheme: null };',
    replace: '',
  },
  {
    ...CLIENT,
    id: 'client: the last hop, whoever wrote it',
    find: 'if (hop.address === null || !isTrusted(hop.address)) return hop;',
    replace: 'return hop;',
  },
  {
    ...HOPS,
    id: 'client: a list of schemes with https in it',
    find: "value.toLowerCase() === 'https'",
    replace: "value.toLowerCase().startsWith('https')",
  },
  {
    ...HOPS,
    id: 'client: a quote that swallows the hops behind it',
    find: "if (character === '\"' && !isEscaped(text, index)) isQuoted = !isQuoted;",
    replace: "if (character === '\"' && !isEscaped(text, index)) isQuoted = true;",
  },
  {
    file: 'rules/src/engine/steps/plain-http.ts',
    tests: ['test/rules/engine/steps/plain-http.test.ts'],
    id: 'request: over plain http',
    find: "target.scheme === 'https' || !engine.requiresHttps",
    replace: 'true',
  },

  { ...DISCLOSED, id: 'answer: what the app runs on', find: "'x-powered-by',", replace: '' },
  {
    file: 'rules/src/responses/join-headers.ts',
    tests: ['test/rules/responses/never-weaker.test.ts'],
    id: 'answer: the app’s own policy is lost',
    find: 'if (DICTIONARIES.has(name) && !isDictionary(theirs)) return ours;',
    replace: 'if (theirs !== ours) return ours;',
  },
  {
    file: 'rules/src/responses/join-headers.ts',
    tests: ['test/rules/responses/never-weaker.test.ts'],
    id: 'answer: X-Frame-Options of the app beside frame-ancestors',
    find: 'if (options === null) return joined;',
    replace: 'return joined;',
  },
  {
    file: 'rules/src/settings/headers/response-policy.ts',
    tests: ['test/worker/core/harden-answer.test.ts'],
    id: 'answer: policies in a 304',
    find: 'unchanged: unchangedPlan(headers),',
    replace: "unchanged: plan('page'),",
  },
  { ...DISCLOSED, id: 'answer: session grants', find: "'portcullis-session',", replace: '' },
  {
    ...COOKIES,
    id: 'answer: the gateway’s cookie',
    find: 'names(pair, ROLE_COOKIE) ||',
    replace: '',
  },
  { ...COOKIES, id: 'answer: an attempt to sign in', find: 'holdsAttempt(pair) ||', replace: '' },
  { ...COOKIES, id: 'answer: cookies without Secure', find: "if (!has('secure')) adds.push('Secure');", replace: '' },
  { ...COOKIES, id: 'answer: cookies without SameSite', find: '    adds.push(SAME_SITE_TEXT[sameSite]);', replace: '' },
  { ...COOKIES, id: 'answer: SameSite that the app loosens', find: '> SAME_SITE.indexOf(ours)', replace: '>= 0' },
  {
    file: 'worker/core/headers/request-cookies.ts',
    tests: ['test/worker/core/request-cookies.test.ts'],
    id: 'request: cookies tossed by the name without its prefix',
    find: "else if (pair !== '' && !readsAsAny(pair, prefixes))",
    replace: "else if (pair !== '')",
  },
  { ...CORS, id: 'answer: who may read it, by the app', find: 'headers.delete(ALLOW_ORIGIN);', replace: '' },
  {
    ...CORS,
    id: 'answer: credentials of a rule without',
    find: 'if (rule.credentials) headers.set',
    replace: 'headers.set',
  },

  { ...FETCH, id: 'fetch: redirects followed', find: "redirect: 'manual'", replace: "redirect: 'follow'" },
  { ...RESPOND, id: 'answer: personal pages in caches', find: 'if (isPersonal || ', replace: 'if (' },
  {
    ...RESPOND,
    id: 'answer: no security headers',
    find: 'hardenAnswer(headers, fields, plan, answer.nonce);',
    replace: '',
  },
  { ...REFUSED, id: 'refusal: no HSTS', find: "hsts?.value ?? 'none'", replace: "'none'" },
  { ...REFUSED, id: 'refusal: a policy that allows everything', find: "default-src 'none'", replace: 'default-src *' },
  { ...REFUSED, id: 'refusal: Referer to everybody', find: "'no-referrer'", replace: "'unsafe-url'" },
  {
    file: 'worker/core/refusals/refusal-response.ts',
    tests: ['test/worker/core/refusal-response.test.ts'],
    id: 'refusal: in caches',
    find: "'cache-control': 'no-store'",
    replace: "'cache-control': 'public'",
  },

  {
    ...UPLOADS,
    id: 'upload: any size, in chunks',
    find: 'if (progress.bytes > maxBytes) {',
    replace: 'if (false) {',
  },
  {
    ...UPLOADS,
    id: 'upload: a part for the whole',
    find: 'cancel?.abort(error);\n    await Promise.allSettled([writer.abort(error), reader.cancel(error)]);',
    replace: 'await writer.close();',
  },

  { ...SIGN_IN, id: 'sign-in: on any route', find: '!exchange.decision.route.signIn || ', replace: '' },
  {
    ...SIGN_IN,
    id: 'sign-out: the cookie alone',
    find: "await revokeSession(exchange, session, 'signed out');",
    replace: '',
  },

  {
    ...REVOCATIONS,
    id: 'admin: revocations of another tenant',
    find: "'tenant' in asked.scope ? asked.scope.tenant : null",
    replace: 'caller.tenant',
  },
  {
    ...REVOCATIONS,
    id: 'admin: a list of every tenant’s revocations',
    find: 'state.revocations(tenant)',
    replace: 'state.revocations(asked ?? null)',
  },
  {
    file: 'worker/endpoints/admin.ts',
    tests: ['test/e2e/sessions/admin-tokens.test.ts'],
    id: 'admin: a policy of another tenant',
    find: 'return refuseOtherTenant(caller, tenant) ?? act(',
    replace: 'return act(',
  },

  {
    ...CONFIG,
    id: 'settings: rules of another format',
    find: 'if (policy.format !== POLICY_FORMAT)',
    replace: 'if (false)',
  },
  {
    ...CONFIG,
    id: 'settings: one key for two purposes',
    find: 'problems.push(...sharedKeyProblems(',
    replace: 'void (sharedKeyProblems(',
  },
  {
    ...CONFIG,
    file: 'worker/settings/read-store.ts',
    tests: ['test/worker/state/redis/gateway.test.ts'],
    id: 'settings: the store’s token in the clear',
    find: "if (url.protocol === 'http:' && development && isLoopback) return null;",
    replace: "if (url.protocol === 'http:') return null;",
  },
  {
    file: 'worker/pipeline/admit.ts',
    tests: ['test/worker/pipeline/admit.test.ts'],
    id: 'state: half an answer',
    find: 'if (!answersAll(answer, plan)) throw',
    replace: 'if (false) throw',
  },
  {
    file: 'worker/endpoints/tenant-policy.ts',
    tests: ['test/e2e/sessions/admin-tokens.test.ts'],
    id: 'admin: a list of every tenant',
    find: 'const refusal = refuseOtherTenant(caller, null);',
    replace: 'const refusal = refuseOtherTenant(caller, caller.tenant);',
  },
  {
    file: 'worker/pipeline/live.ts',
    tests: ['test/e2e/sessions/live-connections.test.ts'],
    id: 'live: long bodies go on',
    find: 'length <= SHORT_BODY_BYTES',
    replace: 'length <= 1024 * SHORT_BODY_BYTES',
  },
  {
    file: 'worker/pipeline/live.ts',
    tests: ['test/e2e/sessions/live-connections.test.ts'],
    id: 'live: WebSockets go on',
    find: 'relayed.end(publicAnswer(refusal.reason).code);',
    replace: '',
  },
];
