import type { Mutant } from '../mutant.ts';

const SET_COOKIE = {
  file: 'worker/core/headers/response-cookies.ts',
  tests: ['test/worker/core/response-cookies.test.ts', 'test/worker/core/response-cookies-never-weaker.test.ts'],
} as const;
const COOKIE = {
  file: 'worker/core/headers/request-cookies.ts',
  tests: ['test/worker/core/request-cookies.test.ts'],
} as const;
const BANNER = {
  file: 'worker/core/act-as/banner-policy.ts',
  tests: ['test/worker/core/banner-policy.test.ts'],
} as const;
const NONCE = { file: 'worker/core/messages/changed-page.ts', tests: ['test/e2e/forwarding/nonces.test.ts'] } as const;

/** What leaves a gateway: cookies of origins, pages that are changed, and what browsers report of them. */
export const RESPONSES: readonly Mutant[] = [
  {
    file: 'worker/core/headers/response-headers.ts',
    tests: ['test/worker/core/response-headers.test.ts'],
    id: 'answer: words of the rules to caches, on personal pages',
    find: 'for (const { name } of sets) if (TARGETED.test(name)) headers.delete(name);',
    replace: '',
  },
  {
    ...SET_COOKIE,
    id: 'answer cookie: an origin sets the name that browsers alone know',
    find: 'rule.prefixes.some(({ name, prefix }) => names(pair, prefix + name))',
    replace: 'false',
  },
  {
    ...SET_COOKIE,
    id: 'answer cookie: SameSite of the app is loosened',
    find: 'return SAME_SITE.indexOf(theirs) > SAME_SITE.indexOf(ours) ? theirs : ours;',
    replace: 'return ours;',
  },
  {
    ...SET_COOKIE,
    id: 'answer cookie: kept from scripts',
    find: "if (isKeptFromScripts(name, rule) && !has('httponly')) adds.push('HttpOnly');",
    replace: '',
  },
  {
    ...COOKIE,
    id: 'request cookie: what reads as a cookie with a prefix',
    find: "else if (pair !== '' && !readsAsAny(pair, prefixes)) kept.push(pair);",
    replace: "else if (pair !== '') kept.push(pair);",
  },
  {
    ...BANNER,
    id: "banner: its hash switches 'unsafe-inline' off",
    find: 'if (governing === undefined || sources === undefined || letsInline(sources)) return;',
    replace: 'if (governing === undefined || sources === undefined) return;',
  },
  {
    ...BANNER,
    id: 'banner: a sandbox that forbids its form',
    find: "(sandbox.includes('allow-forms') && sandbox.includes('allow-same-origin'))",
    replace: "sandbox.includes('allow-forms')",
  },
  {
    ...NONCE,
    id: 'nonce: put where the origin has not asked for one',
    find: '`, { element });',
    replace: "`.split('[', 1).join(), { element });",
  },
  {
    file: 'worker/core/headers/public-location.ts',
    tests: ['test/e2e/forwarding/private-origins.test.ts'],
    id: 'answer place: an address inside the network of the origin',
    find: 'hidesAddresses && isPrivateHost(meant.hostname)',
    replace: 'false',
  },
  {
    file: 'worker/core/headers/public-location.ts',
    tests: ['test/worker/core/public-location.test.ts'],
    id: 'answer place: two slashes at the beginning of a path',
    find: '=== wanted ? location : wanted',
    replace: '=== wanted ? location : wanted.slice(publicBase.length)',
  },
];
