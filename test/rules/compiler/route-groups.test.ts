import { expect, test } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import { formatProblems } from '../../../rules/src/compiler/problems/index.ts';
import { BASE_RULES, edited, readBaseFile } from './base-rules.ts';

const GROUP = `  - host: app.example.com
    limits: [api]
    audit: requests
    headers: app
    cookies: { httpOnly: all }
    routes:
      - { id: wiki, path: /wiki/**, access: { roles: any } }
      - id: files
        host: ["{tenant}.app.example.com"]
        path: /files/**
        access: { roles: any }
        audit: refusals
        headers: { referrerPolicy: no-referrer }
        cookies: { domain: keep }
development:
`;

function compile(text: string) {
  const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
  return result.ok
    ? result.policy
    : result.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

function routesOf(text: string) {
  const policy = compile(text);
  if (Array.isArray(policy)) throw new Error(policy.join('\n'));
  return new Map(policy.routes.map((route) => [route.id, route]));
}

const MAPPED = BASE_RULES.replace('hosts: ["localhost:8787"]', 'hosts: { "localhost:8787": app.example.com }');
const withGroup = (change: (text: string) => string = (text) => text): string =>
  edited('development:\n', change(GROUP), MAPPED);

test('routes of a group take what it says, and may say otherwise', () => {
  const routes = routesOf(withGroup());
  const [wiki, files, plain] = ['wiki', 'files', 'assets'].map((id) => routes.get(id));
  expect(plain).toMatchObject({ hosts: null, cookies: { httpOnly: { names: [] } } });
  expect(wiki).toMatchObject({
    hosts: ['app.example.com'],
    limits: ['api'],
    audit: 'requests',
    cookies: { domain: 'host' },
  });
  expect(files).toMatchObject({
    hosts: ['{tenant}.app.example.com'],
    limits: ['api'],
    audit: 'refusals',
    cookies: { domain: 'keep' },
  });
  // A map of a route starts from the group's value, not from the file's.
  expect(wiki?.cookies.httpOnly).toEqual(files?.cookies.httpOnly);
  const policyOf = (route: typeof wiki, name: string) =>
    route?.headers.plans.page.sets.find((header) => header.name === name)?.value;
  expect(policyOf(files, 'content-security-policy')).toBe(policyOf(wiki, 'content-security-policy'));
  expect(policyOf(files, 'content-security-policy')).not.toBe(policyOf(plain, 'content-security-policy'));
  expect([wiki, files].map((route) => policyOf(route, 'referrer-policy'))).toEqual([
    'strict-origin-when-cross-origin',
    'no-referrer',
  ]);
});

test('what a route takes from its group stands at the line of the group', () => {
  const [first] = withGroup().split('  - host: app.example.com');
  const line = (first ?? '').split('\n').length;
  const wiki = routesOf(withGroup()).get('wiki');
  expect(wiki?.at).toBe(`rules/gateway.yaml:${line + 6}`);
  expect(wiki?.lines).toMatchObject({ host: line, limits: line + 1, cookies: line + 4 });
});

test.each<[string, (text: string) => string, readonly string[]]>([
  [
    'a host that is not among the hosts',
    (text) => text.replace('- host: app.example.com', '- host: app.example.org'),
    ['32:11 unknown_reference There is no host "app.example.org".'],
  ],
  [
    'a host twice',
    (text) => text.replace('["{tenant}.app', '["{tenant}.app.example.com", "{tenant}.app'),
    ['40:44 duplicate_entry The host "{tenant}.app.example.com" stands here twice.'],
  ],
  [
    'no host at all',
    (text) => text.replace('["{tenant}.app.example.com"]', '[]'),
    ['40:15 empty_list "host" is an empty list.'],
  ],
  [
    'a key that groups do not have',
    (text) => text.replace('headers: app', 'header: app'),
    ['35:5 unknown_key Group 4 cannot have the key "header".'],
  ],
  [
    'a mistake in a route of a group',
    (text) => text.replace('path: /files/**', 'path: files'),
    ['41:15 invalid_path The path "files" does not start with "/".'],
  ],
  [
    'a key that a route of a group cannot have',
    (text) => text.replace('audit: refusals', 'audits: refusals'),
    ['43:9 unknown_key Route "files" cannot have the key "audits".'],
  ],
  [
    'a missing key in a route of a group',
    (text) => text.replace('path: /wiki/**, ', ''),
    ['38:9 missing_key Route "wiki" has no "path".'],
  ],
  [
    'an unknown limit of a group',
    (text) => text.replace('limits: [api]', 'limits: [apis]'),
    ['33:14 unknown_reference There is no limit "apis".'],
  ],
  [
    'an id that another route has',
    (text) => text.replace('id: wiki', 'id: assets'),
    ['38:15 duplicate_entry The route id "assets" is taken by line 21.'],
  ],
  [
    'a group without routes',
    (text) => `${text.slice(0, text.indexOf('    routes:'))}    routes: []\ndevelopment:\n`,
    ['37:13 empty_list The group has no route.'],
  ],
  [
    'a group in a group',
    (text) => text.replace('- { id: wiki, path: /wiki/**, access: { roles: any } }', '- { routes: [] }'),
    [
      '38:9 missing_key Route 1 has no "id".',
      '38:9 missing_key Route 1 has no "path".',
      '38:9 missing_key Route 1 has no "access".',
      '38:11 unknown_key Route 1 cannot have the key "routes".',
    ],
  ],
])('reports %s where it stands', (_name, change, problems) => {
  expect(compile(withGroup(change))).toEqual(problems);
});

const two = (one: string, other: string): string =>
  edited(
    'development:\n',
    `  - { id: a, path: /x/**, access: public${one} }\n  - { id: b, path: /x/**, access: public${other} }\ndevelopment:\n`,
    MAPPED,
  );

test.each<[string, string, string, boolean]>([
  ['for every host', '', '', false],
  ['for one host, the other for every host', '', ', host: app.example.com', true],
  ['for different hosts', ', host: "{tenant}.app.example.com"', ', host: app.example.com', true],
  [
    'for a host of the other',
    ', host: app.example.com',
    ', host: [app.example.com, "{tenant}.app.example.com"]',
    false,
  ],
])('two routes of one path %s: compile is %4$s', (_name, one, other, compiles) => {
  const problems = compile(two(one, other));
  expect(Array.isArray(problems) ? problems.map((problem) => problem.split(' ')[1]) : []).toEqual(
    compiles ? [] : ['ambiguous_routes'],
  );
});

test('spellings of one word are a mistake where a host has both', () => {
  const rules = (one: string, other: string): string =>
    edited(
      'development:\n',
      `  - { id: a, path: /Wiki, access: public${one} }\n  - { id: b, path: /wiki, access: public${other} }\ndevelopment:\n`,
      MAPPED,
    );
  const codes = (text: string): readonly string[] => {
    const result = compile(text);
    return Array.isArray(result) ? result.map((problem) => problem.split(' ')[1] ?? '') : [];
  };
  expect(codes(rules(', host: app.example.com', ''))).toEqual(['letter_case']);
  expect(codes(rules('', ', host: app.example.com'))).toEqual(['letter_case']);
  expect(codes(rules(', host: app.example.com', ', host: "{tenant}.app.example.com"'))).toEqual([]);
});

test('a route that needs a tenant needs a host that names one', () => {
  const rules = (host: string): string =>
    edited(
      'development:\n',
      `  - { id: a, path: /x, host: ${host}, access: { public: true, tenant: required } }\ndevelopment:\n`,
      MAPPED,
    );
  expect(compile(rules('"{tenant}.app.example.com"'))).not.toBeInstanceOf(Array);
  expect(compile(rules('app.example.com'))).toEqual([expect.stringContaining('lock_out')]);
});

test.each<[string, string, readonly string[]]>([
  [
    'a list, where routes have hosts',
    '["localhost:8787"]',
    [
      '47:3 contradiction Route "wiki" decides at app.example.com, and nothing says which host stands for that in development.',
    ],
  ],
  ['no host', '{}', ['47:10 empty_list "hosts" is an empty list.']],
  [
    'a host that is none of the rules',
    '{ "localhost:8787": app.example.org }',
    ['47:30 unknown_reference There is no host "app.example.org".'],
  ],
  [
    'a host with a tenant for one without',
    '{ "{tenant}.localhost:8787": app.example.com }',
    [
      '47:39 contradiction "{tenant}.localhost:8787" stands for "app.example.com", and only one of them names a tenant.',
    ],
  ],
])('in development, reports %s', (_name, hosts, problems) => {
  const text = withGroup().replace('hosts: { "localhost:8787": app.example.com }', `hosts: ${hosts}`);
  expect(compile(text)).toEqual(problems);
});

test('problems say what to write', () => {
  const result = compileRules({
    file: 'rules/gateway.yaml',
    text: withGroup((text) => text.replace('- host: app.example.com', '- host: app.example.co')),
    readFile: readBaseFile,
  });
  expect(result.ok ? '' : formatProblems(result.problems)).toContain('Did you mean "app.example.com"?');
});

const spelled = (path: string, spelling: string): string =>
  edited(
    'development:\n',
    `  - { id: a, path: "${path}", access: public, spelling: { ${spelling} } }\ndevelopment:\n`,
    MAPPED,
  );

test.each([
  [
    '/x',
    'dots: keep',
    '32:42 no_effect The path has no variable and no "**", so nothing in it can be spelled in several ways.',
  ],
  [
    '/x/{y}',
    'encodedSlash: keep',
    '32:58 no_effect Some servers read two segments where a slash is encoded, and no path with one more is of this route.',
  ],
])('a spelling that %s can never have is a mistake: %s', (path, spelling, problem) => {
  expect(compile(spelled(path, spelling))).toEqual([problem]);
});

test.each([
  ['/x/{y}', 'dots: keep'],
  ['/x/**', 'encodedSlash: keep'],
  ['/x', 'dots: strict'],
])('a spelling that %s can have is none: %s', (path, spelling) => {
  expect(compile(spelled(path, spelling))).not.toBeInstanceOf(Array);
});

test('a spelling that a group keeps need not suit each of its routes', () => {
  const routes = routesOf(
    withGroup((text) =>
      text.replace('limits: [api]', 'limits: [api]\n    spelling: { encodedSlash: keep }').replace('/wiki/**', '/wiki'),
    ),
  );
  expect(routes.get('wiki')?.spelling).toEqual(['encodedSlash']);
});
