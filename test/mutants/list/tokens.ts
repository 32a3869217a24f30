import type { Mutant } from '../mutant.ts';

const JWS = { file: 'worker/core/tokens/compact-jws.ts', tests: ['test/worker/core/compact-jws.test.ts'] } as const;
const OWN = {
  file: 'worker/core/tokens/own-token.ts',
  tests: ['test/worker/core/admin-token.test.ts', 'test/worker/core/session-grant.test.ts'],
} as const;
const ADMIN = { file: 'worker/core/tokens/admin-token.ts', tests: ['test/worker/core/admin-token.test.ts'] } as const;
const SESSION = { file: 'worker/core/tokens/session.ts', tests: ['test/worker/core/session.test.ts'] } as const;
const GRANT = {
  file: 'worker/core/tokens/session-grant.ts',
  tests: ['test/worker/core/session-grant.test.ts'],
} as const;
const COOKIE = { file: 'worker/core/tokens/role-cookie.ts', tests: ['test/worker/core/role-cookie.test.ts'] } as const;
const HMAC_KEY = {
  file: 'origin-sdk/src/context/hmac-key.ts',
  tests: ['test/origin-sdk/hmac-key.test.ts'],
} as const;
const MEMORY = {
  file: 'worker/core/tokens/token-memory.ts',
  tests: ['test/worker/core/token-memory.test.ts'],
} as const;
const RING = { file: 'worker/core/tokens/key-ring.ts', tests: ['test/worker/core/key-ring.test.ts'] } as const;

/** Tokens that the gateway believes: role cookies, session grants, admin tokens, and the keys behind them. */
export const TOKENS: readonly Mutant[] = [
  { ...JWS, id: 'jws: any signature', find: "if (!authentic) return failed('signature');", replace: '' },
  { ...JWS, id: 'jws: any algorithm in the header', find: "alg !== 'HS256' || ", replace: '' },
  { ...JWS, id: 'jws: any type of token', find: 'typ !== type || ', replace: '' },
  {
    ...JWS,
    id: 'jws: any key id',
    find: 'ring.byKid.get(kid) ?? null',
    replace: 'ring.byKid.get(kid) ?? ring.signing.key',
  },
  { ...JWS, id: 'jws: more members of the header', find: 'Object.keys(parsed).length !== 3', replace: 'false' },
  { ...JWS, id: 'jws: any length', find: 'if (token.length > maxCharacters)', replace: 'if (false)' },
  { ...JWS, id: 'jws: odd spellings of the payload', find: ' || !isCanonicalBase64Url(payload)', replace: '' },
  {
    ...JWS,
    tests: ['test/worker/core/compact-jws-mutations.test.ts'],
    id: 'jws: odd spellings of the signature',
    find: ' || !isCanonicalBase64Url(signature)',
    replace: '',
  },

  { ...MEMORY, id: 'memory: tokens that failed', find: 'if (result.ok)', replace: 'if (true)' },
  { ...MEMORY, id: 'memory: payloads that requests can change', find: 'deeplyFrozen(result)', replace: 'result' },
  {
    ...MEMORY,
    file: 'worker/core/memory/generations.ts',
    id: 'memory: without an end',
    find: 'if (this.#youngWeight + entry.weight > this.#most)',
    replace: 'if (false)',
  },
  {
    ...MEMORY,
    id: 'memory: whole headers',
    find: 'remembered.set(apart(token), deeplyFrozen',
    replace: 'remembered.set(token, deeplyFrozen',
  },

  { ...OWN, id: 'own token: any audience', find: 'audience: policy.audience,', replace: '' },
  { ...OWN, id: 'own token: any type', find: 'typ: policy.type,', replace: '' },
  { ...OWN, id: 'own token: any age', find: 'maxTokenAge: policy.maxLifetimeSeconds,', replace: '' },
  { ...OWN, id: 'own token: any life', find: 'exp - iat > policy.maxLifetimeSeconds', replace: 'false' },
  { ...OWN, id: 'own token: odd spellings', find: ' || !isCanonicalCompactJws(token)', replace: '' },

  {
    ...ADMIN,
    id: 'admin token: an origin in the name of operators',
    find: ' || (issuer.origin !== null && iss !== issuer.origin)',
    replace: '',
  },
  { ...ADMIN, id: 'admin token: any scope', find: '!scopes.includes(scope) || ', replace: '' },
  { ...ADMIN, id: 'admin token: more than the origin may', find: ' || !issuer.may.includes(scope)', replace: '' },
  { ...ADMIN, id: 'admin token: not limited to its tenant', find: 'tenant: tid ?? null', replace: 'tenant: null' },
  {
    ...ADMIN,
    id: 'admin token: a tenant of another kind',
    find: 'tid !== undefined && !isText(tid)',
    replace: 'false',
  },

  { ...SESSION, id: 'role cookie: any issuer', find: "claims['iss'] !== policy.gateway", replace: 'false' },
  { ...SESSION, id: 'role cookie: from the future', find: ' || iat > nowSeconds + CLOCK_SKEW_SECONDS', replace: '' },
  { ...SESSION, id: 'role cookie: any life', find: ' || exp - iat > policy.lifetimeSeconds + 1', replace: '' },
  {
    ...SESSION,
    id: 'role cookie: expired',
    find: "if (nowSeconds >= (renewed === null ? exp : renewed.lastSeconds)) return invalid('expired');",
    replace: '',
  },
  { ...SESSION, id: 'role cookie: before its time', find: ' || nowSeconds < nbf', replace: '' },
  {
    ...SESSION,
    id: 'role cookie: signed in in the future',
    find: ' || authTime > nowSeconds + CLOCK_SKEW_SECONDS',
    replace: '',
  },
  {
    ...SESSION,
    id: 'role cookie: roles that the rules lack',
    find: 'roles.filter((role) => policy.roles.has(role))',
    replace: 'roles',
  },
  {
    ...SESSION,
    id: 'role cookie: odd ids of tenants',
    find: " || !isTenantId(tid)) return invalid('tid')",
    replace: ") return invalid('tid')",
  },
  {
    ...SESSION,
    file: 'rules/src/engine/session-bounds.ts',
    id: 'role cookie: controls in ids',
    find: '    !CONTROL.test(value) &&\n',
    replace: '',
  },

  { ...GRANT, id: 'grant: for another request', find: 'jti !== policy.requestId', replace: 'false' },
  { ...GRANT, id: 'grant: of another origin', find: 'iss !== policy.origin', replace: 'false' },
  {
    ...GRANT,
    id: 'grant: for another tenant than the URL’s',
    find: 'policy.urlTenant !== null && tid !== policy.urlTenant',
    replace: 'false',
  },
  { ...GRANT, id: 'grant: longer than the rules allow', find: 'Math.min(longest, notAfter)', replace: 'notAfter' },
  {
    ...GRANT,
    id: 'grant: roles that the rules lack',
    find: 'grantedRoles.filter((role) => policy.roles.has(role))',
    replace: 'grantedRoles',
  },

  {
    file: 'worker/pipeline/session.ts',
    tests: ['test/e2e/hostile/role-cookie.test.ts'],
    id: 'role cookie: two of them',
    find: 'if (more.length > 0) {',
    replace: 'if (false) {',
  },
  {
    ...COOKIE,
    id: 'role cookie: forwarded in another spelling',
    find: ' && !isGateways(pair.toLowerCase())',
    replace: '',
  },
  { ...COOKIE, id: 'role cookie: readable by scripts', find: '; HttpOnly', replace: '' },

  { ...HMAC_KEY, id: 'keys: short ones', find: 'secret.length < MIN_BYTES', replace: 'false' },
  { ...HMAC_KEY, id: 'keys: patterns', find: 'new Set(secret).size < MIN_DISTINCT_BYTES', replace: 'false' },
  { ...HMAC_KEY, id: 'keys: for encryption', find: "use !== undefined && use !== 'sig'", replace: 'false' },
  { ...RING, id: 'keys: development keys in production', find: ' && !development', replace: ' && false' },
  { ...RING, id: 'keys: two of one id', find: ' || byKid.size !== keys.length', replace: '' },
];
