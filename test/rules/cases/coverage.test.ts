import { expect, test } from 'vitest';
import { coverageOf } from '../../../rules/src/cases/index.ts';
import { resultsBy, resultsOf, SHOP_RULES, shopEngine } from './shop-rules.ts';

/** Cases that show everything of the rules, each with what only it shows. */
const FULL: readonly (readonly [entry: string, shows: readonly string[]])[] = [
  ['request: GET /, expect: allow', ['route page: lets a request through']],
  ['request: "GET https://shop.example.com/nowhere", expect: refuse', ['host shop.example.com: is asked']],
  ['request: GET /, address: 198.51.100.7, expect: refuse', ['deny: refuses an address on blocked']],
  ['request: GET /orders, as: owner, expect: allow', ['route orders: lets owner in']],
  ['request: GET /orders, as: clerk, expect: allow', ['route orders: lets clerk in']],
  ['request: GET /orders, as: guest, expect: refuse', ['route orders: refuses a session without its roles']],
  ['request: GET /orders, expect: refuse', ['route orders: refuses anonymous visitors']],
  [
    'request: GET /orders, as: owner, address: 192.0.2.1, expect: refuse',
    ['route orders: refuses an address that is on no list'],
  ],
  ['request: GET /orders, as: owner, country: FR, expect: refuse', ['route orders: refuses by "countries"']],
  [
    'request: GET /orders, as: owner, state: { exceeded: [api] }, expect: refuse',
    ['route orders: refuses when the limit api is used up'],
  ],
  [
    'request: GET /orders, as: { tenant: acme, roles: [owner], amr: [otp], authAge: 1h }, expect: refuse',
    ['route orders: refuses who signed in too long ago'],
  ],
  [
    'request: GET /orders, as: { tenant: acme, roles: [owner] }, expect: refuse',
    ['route orders: refuses who signed in by another method'],
  ],
  [
    'request: POST /orders, as: { tenant: acme, roles: [owner], amr: [otp], actAs: { sub: s, reason: r } }, expect: refuse',
    ['route orders: refuses who acts in the name of another user'],
  ],
  [
    'request: POST /orders, as: { tenant: acme, roles: [owner, clerk], amr: [otp] }, headers: { Origin: "https://portal.example.com" }, expect: allow',
    ['route orders: lets a page of another origin call'],
  ],
  [
    'request: POST /orders, as: owner, headers: { Origin: "https://a.example" }, expect: refuse',
    ['route orders: refuses another site or what its page asks leave for'],
  ],
  [
    'request: POST /saml, headers: { Origin: "https://idp.example.com", Content-Type: text/plain }, expect: allow',
    ['route saml: lets a request through', 'route saml: takes a form of another site'],
  ],
  [
    'request: POST /saml, headers: { Origin: "https://a.example", Content-Type: text/plain }, expect: refuse',
    ['route saml: refuses a form of a site that is not named'],
  ],
];
const engine = shopEngine();
const entries = FULL.map(([entry]) => entry);

test('the cases above are full coverage', () => {
  expect(coverageOf(engine, resultsOf(...entries))).toMatchObject({ percent: 100, missing: [] });
});

test.each(FULL.map(([entry, shows], index) => [entry, shows, index] as const))(
  'without "%s" something is missing',
  (_, shows, index) => {
    const { missing, percent } = coverageOf(engine, resultsOf(...entries.toSpliced(index, 1)));
    expect(missing.map(({ text }) => text)).toEqual(shows);
    expect(percent).toBeLessThan(100);
  },
);

test('names the line of each part', () => {
  const { missing } = coverageOf(engine, []);
  const lines = Object.fromEntries(missing.map(({ text, at }) => [text, at]));
  expect(lines).toMatchObject({
    'deny: refuses an address on blocked': 'shop.yaml:7',
    'route orders: lets a request through': 'shop.yaml:14',
    'route orders: lets owner in': 'shop.yaml:17',
    'route orders: refuses by "countries"': 'shop.yaml:20',
    'route orders: refuses when the limit api is used up': 'shop.yaml:21',
  });
});

test('a case that does not hold shows nothing', () => {
  const { covered } = coverageOf(engine, resultsOf('request: GET /, expect: refuse'));
  expect(covered).toBe(0);
});

test('a session with two listed roles does not show which of them opens', () => {
  const { missing } = coverageOf(
    engine,
    resultsOf('request: GET /orders, as: { tenant: acme, roles: [owner, clerk], amr: [otp] }, expect: allow'),
  );
  expect(missing.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['route orders: lets owner in', 'route orders: lets clerk in']),
  );
});

test('a refusal that the route only records shows the control, and no right to pass', () => {
  const observing = shopEngine(SHOP_RULES.replace('    limits: [api]', '    mode: observe\n    limits: [api]'));
  const entry = 'request: GET /orders, as: guest, expect: { allow: orders, observed: [role_missing] }';
  const missing = coverageOf(observing, resultsBy(observing, entry)).missing.map(({ text }) => text);
  expect(missing).not.toContain('route orders: refuses a session without its roles');
  expect(missing).toContain('route orders: lets a request through');
});
