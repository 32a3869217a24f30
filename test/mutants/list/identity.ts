import type { Mutant } from '../mutant.ts';

const VECTORS = ['test/worker/core/signals/signal-vectors.test.ts'] as const;
const SIGNED = { file: 'worker/core/signals/signed-token.ts', tests: VECTORS } as const;
const LOGOUT = { file: 'worker/core/signals/logout-token.ts', tests: VECTORS } as const;
const SCIM = ['test/e2e/identity/scim.test.ts'] as const;
const USER = { file: 'worker/core/scim/user.ts', tests: SCIM } as const;
const TOKENS = ['test/e2e/identity/service-tokens.test.ts'] as const;
const SERVICE_TOKEN = { file: 'worker/core/service-tokens/service-token.ts', tests: TOKENS } as const;
const ACTING = {
  file: 'worker/core/act-as/acting-request.ts',
  tests: ['test/e2e/sessions/act-as-link.test.ts'],
} as const;

const PROVIDER_SIGN_IN = 'test/e2e/identity/lying-provider.test.ts';
const ISSUERS = {
  file: 'worker/core/issuers/issuer-session.ts',
  tests: ['test/e2e/identity/issuers.test.ts'],
} as const;
const DIRECTORY = { file: 'worker/pipeline/sessions/person-in-directory.ts' } as const;
const SETTINGS = { file: 'worker/config.ts', tests: ['test/e2e/failure/settings.test.ts'] } as const;

/** What identity providers say, machines' credentials, and who acts as whom. */
export const IDENTITY: readonly Mutant[] = [
  {
    ...SIGNED,
    id: 'signals: an ID token ends sessions',
    find: "if (!rules.types.includes(type)) return failed('type', 'typ');",
    replace: '',
  },
  {
    ...SIGNED,
    id: 'signals: an old one counts',
    find: "if (iat + MAX_AGE_SECONDS < rules.nowSeconds) return failed('time', 'too old');",
    replace: '',
  },
  {
    file: 'worker/core/signals/subject.ts',
    tests: VECTORS,
    id: 'signals: about people of another issuer',
    find: "if (iss !== issuer) return unreadable('issuer');",
    replace: '',
  },
  {
    ...LOGOUT,
    id: 'logout token: with a nonce',
    find: "if (nonce !== undefined) return failed('claims', 'nonce');",
    replace: '',
  },
  { ...LOGOUT, id: 'logout token: without an end', find: 'expires: true', replace: 'expires: false' },
  {
    file: 'worker/endpoints/scim/is-token-of.ts',
    tests: SCIM,
    id: 'scim: any token',
    find: 'return difference === 0;',
    replace: 'return true;',
  },
  {
    ...USER,
    id: 'scim: the text "False" is true',
    find: "if (word === 'true' || word === 'false') return word === 'true';",
    replace: 'if (word !== null) return true;',
  },
  { ...USER, id: 'scim: a PUT brings leavers back', find: '(activeBefore ?? true)', replace: 'true' },
  {
    file: 'worker/core/scim/member-change.ts',
    tests: SCIM,
    id: 'scim: one member removed is all removed',
    find: "if (users.length === 0) throw invalid('invalidValue', 'Which members to remove is not clear.');\n  return { kind: 'remove', users };",
    replace: "return { kind: 'all', users: [] };",
  },
  {
    ...SERVICE_TOKEN,
    id: 'token: any secret',
    find: 'token.secrets.find((each) => each.hash === hash)',
    replace: 'token.secrets.find(() => hash !== null)',
  },
  {
    ...SERVICE_TOKEN,
    id: 'token: roles beyond the rules',
    tests: ['test/worker/core/service-tokens/service-token.test.ts'],
    find: 'token.roles.filter((role) => rule.roles.includes(role))',
    replace: 'token.roles',
  },
  {
    file: 'worker/pipeline/sessions/take-token.ts',
    tests: TOKENS,
    id: 'token: the app sees it',
    find: "exchange.headers.delete('authorization');\n  if (!takesTokens(exchange)) return null;",
    replace: 'if (!takesTokens(exchange)) return null;',
  },
  {
    ...ACTING,
    id: 'act as: for as long as one likes',
    find: ' || Number(minutes) > MAX_ACTING_SECONDS / 60',
    replace: '',
  },
  {
    ...ACTING,
    id: 'act as: with roles that are not declared',
    find: ' || granted.some((role) => !declared.has(role))',
    replace: '',
  },
  {
    file: 'worker/endpoints/act-as.ts',
    tests: ['test/e2e/sessions/act-as-link.test.ts'],
    id: 'act as: a link opens twice',
    find: 'if (!(await config.state.writeKept(claims.tid, [once])))',
    replace: 'if ((await config.state.writeKept(claims.tid, [once])) === null)',
  },
  {
    file: 'worker/core/service-tokens/token-text.ts',
    tests: ['test/worker/core/service-tokens/service-token.test.ts'],
    id: 'token: in another form, it is the app’s',
    find: " ? 'malformed' : null;\n}\n\nfunction parse",
    replace: ' ? null : null;\n}\n\nfunction parse',
  },
  {
    file: 'worker/core/service-tokens/token-desk.ts',
    tests: ['test/worker/core/service-tokens/service-token.test.ts'],
    id: 'token: guesses ask the store without end',
    find: 'asked.keys.size >= MAX_IN_VAIN',
    replace: 'false',
  },
  {
    file: 'worker/core/scim/member-change.ts',
    tests: ['test/worker/core/scim/member-change.test.ts'],
    id: 'scim: members without end in one request',
    find: 'if (named > MAX_MEMBERS)',
    replace: 'if (named < 0)',
  },
  {
    file: 'rules/src/engine/session-bounds.ts',
    tests: ['test/rules/engine/identity/map-claims.test.ts', 'test/worker/core/session-grant.test.ts'],
    id: 'users: a person has the id of a machine',
    find: ' && !value.startsWith(MACHINE_PREFIX)',
    replace: '',
  },
  {
    file: 'worker/adapters/oidc.ts',
    tests: [PROVIDER_SIGN_IN],
    id: 'sign-in: an ID token of another attempt',
    find: 'expectedNonce: attempt.nonce,',
    replace:
      "expectedNonce: String(JSON.parse(atob((await response.clone().json()).id_token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).nonce),",
  },
  {
    file: 'worker/pipeline/provider-sign-in.ts',
    tests: [PROVIDER_SIGN_IN],
    id: 'sign-in: an answer at the callback of another provider',
    find: ' || attempt.provider !== id',
    replace: '',
  },
  {
    file: 'worker/core/tokens/role-cookie.ts',
    tests: ['test/e2e/identity/attempts.test.ts'],
    id: 'sign-in: apps see the cookies of attempts',
    find: 'return lowerPair.includes(MARK) || lowerPair.includes(ATTEMPT_MARK);',
    replace: 'return lowerPair.includes(MARK);',
  },
  {
    ...DIRECTORY,
    tests: ['test/e2e/identity/directory-sign-in.test.ts'],
    id: 'directory: leavers sign in',
    find: "case 'unknown':",
    replace: "case 'unknown':\n    case 'inactive':",
  },
  {
    ...DIRECTORY,
    tests: ['test/e2e/identity/guest-end.test.ts'],
    id: 'directory: guests sign in after their end',
    find: 'if (notAfter !== null && nowSeconds >= notAfter)',
    replace: 'if (notAfter !== null && nowSeconds < 0)',
  },
  {
    ...USER,
    tests: ['test/e2e/identity/guest-end.test.ts'],
    id: 'scim: an end that is written oddly is passed over',
    find: 'if (!isJsonObject(extension)) throw invalid',
    replace: 'if (!isJsonObject(extension)) return {};\n  if (!isJsonObject(extension)) throw invalid',
  },
  {
    file: 'worker/core/scim/attributes.ts',
    tests: ['test/e2e/identity/guest-end.test.ts'],
    id: 'scim: an end beside its extension is passed over',
    find: ' || name.toLowerCase().startsWith(',
    replace: " || name === '' && name.toLowerCase().startsWith(",
  },
  {
    ...SETTINGS,
    id: 'scim: a token with spaces',
    find: '!SCIM_TOKEN.test(value)',
    replace: 'value.length < 24',
  },
  {
    ...SETTINGS,
    id: 'scim: one token for two providers',
    find: 'else if ([...tokens.values()].includes(value))',
    replace: "else if (value === '')",
  },
  {
    ...ISSUERS,
    id: 'issuer: people of any tenant',
    find: "if (rule.tenants !== 'any' && !rule.tenants.includes(tenant)) return invalid('a tenant that is not its own');",
    replace: '',
  },
  {
    ...ISSUERS,
    id: 'issuer: a bound token without a proof',
    find: "if (token.ok && token.payload['cnf'] !== undefined) return invalid('cnf');",
    replace: '',
  },
  {
    ...ISSUERS,
    id: 'issuer: names the provider that vouches',
    find: '{ seen: _seen, via: _via, ...session }',
    replace: '{ seen: _seen, ...session }',
  },
  {
    ...ACTING,
    id: 'act as: a link opens at every host',
    find: "claims['host'] !== host || ",
    replace: '',
  },
  {
    file: 'worker/endpoints/act-as.ts',
    tests: ['test/e2e/sessions/act-as-link.test.ts'],
    id: 'act as: links though the tenant forbids them',
    find: "if (policy?.forbidActAs === true) return refuse('tenant_forbids_act_as');",
    replace: '',
  },
  {
    file: 'rules/src/engine/steps/tenant.ts',
    tests: ['test/e2e/sessions/act-as-link.test.ts'],
    id: 'act as: sessions though the tenant forbids them',
    find: "return policy.forbidActAs && session.actAs !== null ? refuse('tenant_forbids_act_as', at) : null;",
    replace: 'return at === null && session.actAs !== null ? null : null;',
  },
  {
    ...SERVICE_TOKEN,
    tests: ['test/e2e/identity/token-lifetime.test.ts'],
    id: 'token: lives as long as the rules said when it was made',
    find: 'Math.min(expires, created + lifetimeSeconds)',
    replace: 'Math.min(expires, created + 9e9 + lifetimeSeconds)',
  },
  {
    file: 'worker/endpoints/tenant-identity.ts',
    tests: ['test/e2e/identity/tenant-documents.test.ts'],
    id: 'tenant provider: a change overrules what was not read',
    find: 'tenants, tenant, next, version)',
    replace: 'tenants, tenant, next)',
  },
];
