import { type Reported, suggestCsp } from '@portcullis/rules/analysis';
import { compileRules } from '@portcullis/rules/compiler';
import { expect, test } from 'vitest';

const OPTIONS = { hashes: null, atLeast: 1 };

function policyWith(route: string) {
  const text = `
version: 1
gateway: test-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [owner]
origins:
  app: { url: https://app-origin.example.com, keys: ORIGIN_APP_KEYS, context: HS256 }
routes:
  - { id: app, path: /**, access: { roles: any }, ${route} }
`;
  const compiled = compileRules({ file: 'test.yaml', text });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
}

const TRIED = policyWith('headers: { profile: legacy, reportOnly: strict }');

function reported(directive: string, blocked: string, part: Partial<Reported> = {}): Reported {
  const days = { first: '2026-11-01', last: '2026-11-30' };
  return { route: 'app', directive, disposition: 'report', blocked, count: 2, document: '/page', ...days, ...part };
}

/** The sources of one directive. */
function sourcesOf(name: string, ...all: readonly Reported[]): readonly string[] {
  const [route] = suggestCsp(TRIED, all, OPTIONS).routes;
  return route?.directives.find((directive) => directive.name === name)?.sources.map(({ source }) => source) ?? [];
}

test.each([
  ['headers: { profile: legacy, reportOnly: strict }', 'tried'],
  ['mode: { headers: observe }', 'observed'],
  ['headers: { csp: none, reportOnly: strict }', 'tried'],
])('%s is a policy that is %s', (route, stage) => {
  expect(suggestCsp(policyWith(route), [], OPTIONS).routes).toMatchObject([{ stage, isChanged: false }]);
});

test('a policy in force is shown where it stops something', () => {
  const enforced = policyWith('headers: strict');
  expect(suggestCsp(enforced, [], OPTIONS).routes).toEqual([]);
  const stopped = reported('img-src', 'https://i.example', { disposition: 'enforce' });
  expect(suggestCsp(enforced, [stopped], OPTIONS).routes).toMatchObject([{ stage: 'enforced', isChanged: true }]);
});

test.each<[directive: string, blocked: string, name: string, sources: readonly string[]]>([
  ['script-src-elem', 'https://cdn.example/a.js', 'script-src', ["'self'", 'https://cdn.example/a.js']],
  ['style-src-elem', 'https://cdn.example', 'style-src', ["'self'", 'https://cdn.example']],
  ['object-src', 'https://x.example', 'object-src', ['https://x.example']],
  ['img-src', 'blob:', 'img-src', ["'self'", 'data:', 'blob:']],
  ['script-src', 'eval', 'script-src', ["'self'", "'unsafe-eval'"]],
  ['script-src', 'wasm-eval', 'script-src', ["'self'", "'wasm-unsafe-eval'"]],
  ['script-src-elem', 'inline', 'script-src', ["'self'", "'unsafe-inline'"]],
  ['script-src-attr', 'inline', 'script-src-attr', ["'unsafe-inline'"]],
  ['connect-src', 'wss://live.example', 'connect-src', ["'self'", 'wss://live.example']],
])('%s of %s needs %s', (directive, blocked, name, sources) => {
  expect(sourcesOf(name, reported(directive, blocked))).toEqual(sources);
});

test('what the policy lets in already changes nothing', () => {
  const needs = [reported('img-src', "'self'"), reported('img-src', 'data:')];
  expect(suggestCsp(TRIED, needs, OPTIONS).routes).toMatchObject([{ isChanged: false, reports: 4 }]);
});

test('many files of a host are their folder, or the host', () => {
  const files = (...names: readonly string[]) =>
    names.map((name) => reported('script-src-elem', `https://cdn.example${name}`));
  expect(sourcesOf('script-src', ...files('/a/1.js', '/a/2.js', '/a/3.js'))).toHaveLength(4);
  expect(sourcesOf('script-src', ...files('/a/1.js', '/a/2.js', '/a/b/3.js', '/a/4.js'))).toEqual([
    "'self'",
    'https://cdn.example/a/',
  ]);
  expect(sourcesOf('script-src', ...files('/a.js', '/b.js', '/c.js', '/d.js'))).toEqual([
    "'self'",
    'https://cdn.example',
  ]);
});

test.each([
  ['frame-ancestors', 'https://evil.example', 'frames /page'],
  ['require-trusted-types-for', 'trusted-types-sink', 'Trusted Types'],
  ['img-src', 'http://plain.example', 'cannot name'],
  ['coep', 'https://cdn.example', 'No source of the CSP'],
])('%s of %s is only noted', (directive, blocked, note) => {
  const [route] = suggestCsp(TRIED, [reported(directive, blocked)], OPTIONS).routes;
  expect([route?.isChanged, route?.notes]).toEqual([false, [expect.stringContaining(note)]]);
});

test('what is left out is counted', () => {
  const all = [
    reported('script-src', 'chrome-extension:'),
    reported('img-src', 'https://rare.example', { count: 1 }),
    reported('img-src', 'https://x.example', { route: 'gone' }),
  ];
  expect(suggestCsp(TRIED, all, { hashes: null, atLeast: 2 })).toMatchObject({ extensions: 2, rare: 1, elsewhere: 2 });
});

test.each([
  ['script-src-elem', 'https://ajax.googleapis.com', 'Angular'],
  ['script-src-elem', 'https://unpkg.com', 'every package of npm'],
  ['script-src-elem', 'data:', 'attacker'],
  ['script-src', 'eval', 'text runs as code'],
])('the risk of %s %s is named', (directive, blocked, risk) => {
  const [route] = suggestCsp(TRIED, [reported(directive, blocked)], OPTIONS).routes;
  const risks = route?.directives.flatMap(({ sources }) => sources.flatMap((source) => source.risk ?? []));
  expect(risks).toEqual([expect.stringContaining(risk)]);
});

test('hashes take the place of inline code; reports that come in spite of them are noted', () => {
  const hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
  const hashes = { 'script-src-attr': [hash] };
  const inline = reported('script-src-attr', 'inline');
  const [route] = suggestCsp(TRIED, [inline], { hashes, atLeast: 1 }).routes;
  expect(route?.directives.at(-1)?.sources.map(({ source }) => source)).toEqual(["'unsafe-hashes'", hash]);
  const hashed = policyWith(
    `mode: { headers: observe }, headers: { csp: { script-src-attr: ["'unsafe-hashes'", "${hash}"] } }`,
  );
  expect(suggestCsp(hashed, [inline], OPTIONS).routes).toMatchObject([
    { isChanged: false, notes: [expect.stringContaining('until 2026-11-30')] },
  ]);
});
