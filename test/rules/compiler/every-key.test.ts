import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import type { RouteRule } from '../../../rules/src/policy/index.ts';
import { BASE_RULES, EVERY_KEY_RULES, edited, readBaseFile } from './base-rules.ts';

function routeOf(id: string, text = EVERY_KEY_RULES): RouteRule {
  const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const route = result.policy.routes.find((candidate) => candidate.id === id);
  if (route === undefined) throw new Error(`no route ${id}`);
  return route;
}

const changed = (find: string, replacement: string) => edited(find, replacement, EVERY_KEY_RULES);
const seconds = (text: string) => Date.parse(text) / 1000;

describe('conditions', () => {
  it('are compiled beside the roles', () => {
    expect(routeOf('reports').access.conditions).toEqual({
      tenant: 'required',
      minTls: 3,
      countries: ['AT', 'DE'],
      asns: [64496, 64497],
      // Monday to Friday 07:00 to 17:00 in UTC, Saturday 09:00 to 12:00.
      times: [0, 1, 2, 3, 4]
        .flatMap((day) => [day * 1440 + 420, day * 1440 + 1020])
        .concat(5 * 1440 + 540, 5 * 1440 + 720),
      fromSeconds: seconds('2026-12-01T08:00:00Z'),
      untilSeconds: seconds('2026-12-31T18:00:00Z'),
    });
  });

  it('hold on public routes too', () => {
    expect(routeOf('prices').access).toMatchObject({
      kind: 'public',
      conditions: { tenant: 'optional', minTls: null, countries: ['CH'], times: null, untilSeconds: null },
    });
  });

  it('may be a tenant alone', () => {
    const text = changed('countries: [CH]', 'tenant: required');
    expect(routeOf('prices', text).access.conditions).toMatchObject({ tenant: 'required', countries: null });
  });

  it('are none where only a tenant is optional', () => {
    expect(routeOf('prices', changed('countries: [CH]', 'tenant: optional')).access.conditions).toBeNull();
  });

  it.each([
    ['1.2', 2],
    ['1.3', 3],
  ])('ask for TLS %s as its minor number', (version, minor) => {
    const text = changed('tls: "1.3"', `tls: "${version}"`);
    expect(routeOf('reports', text).access.conditions?.minTls).toBe(minor);
  });
});

describe('what other pages may do', () => {
  it('is named, with header names in lower case', () => {
    const text = changed('headers: [content-type]', 'headers: [X-Trace, Content-Type]');
    expect(routeOf('reports', text).cors).toEqual({
      origins: ['https://portal.example.com'],
      credentials: true,
      headers: ['content-type', 'x-trace'],
      expose: ['x-total'],
      maxAgeSeconds: 600,
    });
  });

  it('is without credentials, and kept for ten minutes, where nothing is said', () => {
    expect(routeOf('prices').cors).toEqual({
      origins: 'any',
      credentials: false,
      headers: [],
      expose: [],
      maxAgeSeconds: 600,
    });
  });

  it('is nothing without a rule', () => {
    expect(routeOf('invoices').cors).toBeNull();
  });
});

describe('an outage of shared state', () => {
  it.each([
    ['open', { kind: 'open' }],
    ['closed', { kind: 'closed' }],
    ['{ stale: 10m }', { kind: 'stale', seconds: 600 }],
  ])('is met as the route says: %s', (choice, expected) => {
    const text = changed('whenStateUnavailable: open', `whenStateUnavailable: ${choice}`);
    expect(routeOf('prices', text).whenStateUnavailable).toEqual(expected);
  });

  it('closes a route that says nothing', () => {
    expect(routeOf('invoices').whenStateUnavailable).toEqual({ kind: 'closed' });
  });
});

describe('observation', () => {
  it('takes in the controls that are named', () => {
    expect(routeOf('reports').observe).toEqual(['conditions']);
  });

  it('takes in every control that the route has, in the order in which they are asked', () => {
    expect(routeOf('prices').observe).toEqual(['limits', 'crossSite', 'conditions', 'headers']);
    const text = edited('    limits: [api]', '    limits: [api]\n    mode: observe');
    expect(routeOf('invoices', text).observe).toEqual([
      'addresses',
      'limits',
      'crossSite',
      'actAs',
      'roles',
      'stepUp',
      'headers',
    ]);
  });

  it.each(['enforce', '{ limits: enforce }'])('takes in nothing with mode %s', (mode) => {
    expect(routeOf('prices', changed('mode: observe', `mode: ${mode}`)).observe).toEqual([]);
  });

  it('takes in nothing unless it is written', () => {
    expect(routeOf('invoices').observe).toEqual([]);
  });
});

describe('sizes', () => {
  it('bound the headers of a request', () => {
    expect(routeOf('reports').maxHeaderBytes).toBe(8192);
    expect(routeOf('invoices').maxHeaderBytes).toBe(32_768);
  });
});

describe("the gateway's pages", () => {
  const pagesOf = (text: string) => {
    const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
    return result.ok ? result.policy.pages : result.problems;
  };

  it('carry a logo as data, and a colour with the text that reads best on it', () => {
    expect(pagesOf(EVERY_KEY_RULES)).toEqual({
      name: 'Acme Freight',
      logo: `data:image/svg+xml;base64,${btoa(readBaseFile('brand/logo.svg'))}`,
      color: {
        value: '#0b6e4f',
        sheet: ':root{--brand:#0b6e4f;--on-brand:#fff;--accent:#0b6e4f}',
        hash: 'sha256-ODWxjuXqZsLENq/1QL+URCHNmaQXuYCrj6fT6EFDMWQ=',
      },
      support: { kind: 'email', email: 'help@acme.example' },
      links: [
        { text: 'Status', url: 'https://status.acme.example' },
        { text: 'Privacy', url: 'https://www.acme.example/privacy?lang=en#top' },
      ],
      at: `rules/gateway.yaml:${EVERY_KEY_RULES.split('\n').indexOf('pages:') + 1}`,
    });
  });

  it.each([
    ['#ffffff', '#000'],
    ['#FFD400', '#000'],
    ['#777777', '#000'],
    ['#0055aa', '#fff'],
    ['#000000', '#fff'],
  ])('have text on %s in %s', (color, onIt) => {
    expect(pagesOf(changed('"#0B6E4F"', `"${color}"`))).toMatchObject({
      color: { sheet: expect.stringContaining(`--on-brand:${onIt};`) },
    });
  });

  it('may say no more than a page to ask for help', () => {
    const text = edited('development:', 'pages: { support: { url: https://help.acme.example/ } }\ndevelopment:');
    expect(pagesOf(text)).toMatchObject({
      name: null,
      logo: null,
      color: null,
      support: { kind: 'url', url: 'https://help.acme.example/' },
      links: [],
    });
  });

  it('are not there without a rule', () => {
    expect(pagesOf(BASE_RULES)).toBeUndefined();
  });

  it('take a PNG as it is', () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff]);
    const readFile = (path: string) => (path.endsWith('.txt') ? '' : png);
    const result = compileRules({ file: 'r.yaml', text: changed('brand/logo.svg', 'logo.png'), readFile });
    expect(result).toMatchObject({ policy: { pages: { logo: 'data:image/png;base64,iVBORw0KGgr/' } } });
  });
});

describe('lines', () => {
  const lineOf = (text: string) => EVERY_KEY_RULES.split('\n').findIndex((line) => line.includes(text)) + 1;

  it('are kept of each key that stands in another line than the route', () => {
    const { at, lines } = routeOf('reports');
    expect(at).toBe(`rules/gateway.yaml:${lineOf('- id: reports')}`);
    expect(lines).toMatchObject({
      access: lineOf('roles: [driver]') - 1,
      roles: lineOf('roles: [driver]'),
      tenant: lineOf('tenant: required'),
      tls: lineOf('tls: '),
      countries: lineOf('countries: [DE'),
      asns: lineOf('asns: '),
      times: lineOf('times: '),
      from: lineOf('from: '),
      until: lineOf('until: '),
      cors: lineOf('cors: { origins: ["'),
      requestHeaders: lineOf('requestHeaders: '),
      body: lineOf('body: '),
      whenStateUnavailable: lineOf('whenStateUnavailable: { stale'),
      mode: lineOf('mode: { conditions'),
    });
    expect(lines).not.toHaveProperty('id');
    expect(Object.keys(lines)).toEqual(Object.keys(lines).toSorted());
  });

  it('are none of a route in one line', () => {
    expect(routeOf('assets').lines).toEqual({});
  });
});

describe('cookies', () => {
  const stated = (file: string, route = '{}') =>
    edited(
      '    cache: private\n',
      `    cache: private\n    cookies: ${route}\n`,
      changed('headers: strict\n', `headers: strict\ncookies: ${file}\n`),
    );

  it('are compiled, names in order', () => {
    const text = stated(
      '{ httpOnly: [sid, a], sameSite: lax, partitioned: true, prefix: { host: [sid], secure: [b] } }',
    );
    expect(routeOf('prices', text).cookies).toEqual({
      domain: 'host',
      httpOnly: { kind: 'only', names: ['a', 'sid'] },
      sameSite: 'lax',
      partitioned: true,
      prefixes: [
        { name: 'b', prefix: '__Secure-' },
        { name: 'sid', prefix: '__Host-' },
      ],
    });
  });

  it('of a route start from those of the file', () => {
    const text = stated('{ sameSite: strict, prefix: { host: [sid] } }', '{ domain: keep, httpOnly: all }');
    expect(routeOf('reports', text).cookies).toEqual({
      domain: 'keep',
      httpOnly: { kind: 'allBut', names: [] },
      sameSite: 'strict',
      partitioned: false,
      prefixes: [{ name: 'sid', prefix: '__Host-' }],
    });
  });

  it.each([
    ['origin', { kind: 'only', names: [] }],
    ['{ except: [b, a] }', { kind: 'allBut', names: ['a', 'b'] }],
  ])('httpOnly: %s', (httpOnly, names) => {
    expect(routeOf('reports', stated('{ httpOnly: all }', `{ httpOnly: ${httpOnly} }`)).cookies.httpOnly).toEqual(
      names,
    );
  });
});

it.each([
  ['', 'shown'],
  ['    actAsBanner: shown\n', 'shown'],
  ['    actAsBanner: none\n', 'none'],
])('the banner of act-as sessions: "%s"', (line, shown) => {
  expect(routeOf('reports', changed('    cache: private\n', `    cache: private\n${line}`)).actAsBanner).toBe(shown);
});
