import type { Mutant } from '../mutant.ts';

const CLAIMS = {
  file: 'origin-sdk/src/context-from-claims.ts',
  tests: ['test/origin-sdk/context-refusals.test.ts', 'test/origin-sdk/vectors.test.ts'],
} as const;
const BINDING = {
  file: 'origin-sdk/src/request-binding.ts',
  tests: ['test/origin-sdk/request-binding.test.ts', 'test/origin-sdk/vectors.test.ts'],
} as const;
const VERIFIER = {
  file: 'origin-sdk/src/context-verifier.ts',
  tests: [
    'test/origin-sdk/context-refusals.test.ts',
    'test/origin-sdk/vectors.test.ts',
    'test/origin-sdk/replay.test.ts',
  ],
} as const;
const HEADER = { file: 'origin-sdk/src/context-header.ts', tests: ['test/origin-sdk/vectors.test.ts'] } as const;
const KEYS = {
  file: 'origin-sdk/src/keys/jwk-set.ts',
  tests: ['test/origin-sdk/configuration.test.ts', 'test/origin-sdk/remote-keys.test.ts'],
} as const;
const REPLAY = { file: 'origin-sdk/src/replay/replay-check.ts', tests: ['test/origin-sdk/replay.test.ts'] } as const;

/** What an app behind the gateway refuses. */
export const SDK: readonly Mutant[] = [
  { ...VERIFIER, id: 'sdk: any audience', find: 'if (aud !== audience)', replace: 'if (false)' },
  { ...VERIFIER, id: 'sdk: any issuer', find: 'if (iss !== issuer)', replace: 'if (false)' },
  { ...VERIFIER, id: 'sdk: expired', find: '!(nowSeconds < exp + tolerance)', replace: 'false' },
  {
    ...VERIFIER,
    id: 'sdk: a clock that does not work',
    find: '!(nowSeconds < exp + tolerance)',
    replace: 'nowSeconds >= exp + tolerance',
  },
  { ...VERIFIER, id: 'sdk: from the future', find: '!(iat <= nowSeconds + tolerance)', replace: 'false' },
  { ...VERIFIER, id: 'sdk: any type of token', find: 'if (type !== TOKEN_TYPE.context)', replace: 'if (false)' },
  { ...VERIFIER, id: 'sdk: critical extensions', find: 'if (header?.crit !== undefined)', replace: 'if (false)' },
  { ...VERIFIER, id: 'sdk: any spelling', find: 'if (!isCanonicalCompactJws(token))', replace: 'if (false)' },
  { ...VERIFIER, id: 'sdk: any length', find: 'if (token.length > MAX_HEADER_CHARACTERS)', replace: 'if (false)' },
  {
    ...VERIFIER,
    id: 'sdk: used again',
    find: 'await assertUnused(',
    replace: 'void (async () => undefined)(), void (',
  },
  {
    ...VERIFIER,
    id: 'sdk: forgotten while another process believes it',
    find: 'exp + 2 * tolerance - nowSeconds',
    replace: 'exp - nowSeconds',
  },
  { ...BINDING, id: 'sdk: any method', find: 'if (htm !== method)', replace: 'if (false)' },
  { ...BINDING, id: 'sdk: any target', find: 'if (!isNamed)', replace: 'if (false)' },
  { ...BINDING, id: 'sdk: any host', find: '(hosts.length !== 1 || hosts[0] !== hth)', replace: 'false' },
  { ...BINDING, id: 'sdk: two hosts', find: 'hosts.length !== 1 || ', replace: '' },
  {
    ...BINDING,
    id: 'sdk: a prefix that ends within a segment',
    find: '}/`) ? stripped',
    replace: '}`) ? stripped',
  },
  { ...CLAIMS, id: 'sdk: another version', find: "if (claims['v'] !== 1) refuse('v');", replace: '' },
  {
    ...CLAIMS,
    id: 'sdk: any life',
    find: ' || expiresAtSeconds - issuedAtSeconds > CONTEXT_LIFETIME_SECONDS',
    replace: '',
  },
  {
    ...CLAIMS,
    id: 'sdk: roles of nobody',
    find: 'if (claims[name] !== undefined) refuse(name);',
    replace: 'if (claims[name] === 1) refuse(name);',
  },
  { ...HEADER, id: 'sdk: two contexts', find: 'if (token !== undefined) throw', replace: 'if (false) throw' },
  {
    ...HEADER,
    id: 'sdk: names that look alike',
    find: "lower.replace(/[_.]/g, '-') === CONTEXT_HEADER",
    replace: 'false',
  },
  { ...KEYS, id: 'sdk: private keys', find: 'if (d !== undefined)', replace: 'if (false)' },
  {
    ...KEYS,
    id: 'sdk: keys of low order',
    find: 'private key.\n  if (new Set(bytes).size < MIN_DISTINCT_BYTES)',
    replace: 'private key.\n  if (false)',
  },
  {
    ...KEYS,
    id: 'sdk: two keys of one id',
    find: 'if (ids.indexOf(ids[index]) !== ids.lastIndexOf(ids[index])) return [];',
    replace: '',
  },
  {
    ...REPLAY,
    id: 'sdk: a store that does not say',
    find: 'if (isFirst === true) return;',
    replace: 'if (isFirst !== false) return;',
  },
  {
    file: 'origin-sdk/src/guard.ts',
    tests: [
      'test/origin-sdk/adapters/express.test.ts',
      'test/origin-sdk/adapters/fastify.test.ts',
      'test/origin-sdk/adapters/every-adapter.test.ts',
    ],
    id: 'sdk: open by the spelling that arrived',
    find: ' && (routedPath ?? path) === path',
    replace: '',
  },
];
