import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules, rulesJsonSchema } from '../../../rules/src/compiler/index.ts';
import { createReport } from '../../../rules/src/compiler/problems/report.ts';
import { parseYaml } from '../../../rules/src/compiler/source/read-yaml.ts';
import { randomRuns } from '../../support/random-runs.ts';
import { BASE_RULES, EVERY_KEY_RULES, edited, readBaseFile } from './base-rules.ts';
import { type BrokenCase, brokenCases, brokenText } from './broken-cases.ts';
import { type Entry, routeEntries, rulesText } from './generated-rules.ts';

const schema = rulesJsonSchema();
const validate = new Ajv2020({ strictTypes: false, strictRequired: false }).compile(schema);

/** The text as an editor sees it: plain data, without the compiler. `null` where there is none, as in an alias. */
function dataOf(text: string): unknown {
  const source = parseYaml(text, createReport('rules/gateway.yaml', text));
  try {
    return source === null ? null : source.document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

function compiles(text: string): boolean {
  return compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile }).ok;
}

function expectAccepted(text: string): void {
  expect(validate(dataOf(text)), JSON.stringify(validate.errors)).toBe(true);
}

/** Mistakes that take more than one value to see, or the text itself. */
const BEYOND_ONE_VALUE: Readonly<Record<string, string>> = {
  unknown_reference: 'names are declared elsewhere',
  lock_out: 'who can pass depends on several keys',
  ambiguous_routes: 'concerns two routes',
  letter_case: 'concerns two routes',
  duplicate_entry: 'route ids stand in separate maps; the case of header names does not count',
  duplicate_key: 'JSON has only one of the two',
  shared_secret: 'concerns two entries',
  open_provider: 'concerns issuer and tenant',
  origin_loop: 'concerns hosts and origins',
  outside_strip: 'concerns origins and routes',
  no_effect: 'depends on other keys',
  contradiction: 'concerns two keys',
  unsafe_cors: 'concerns two keys',
  file_unreadable: 'the file itself is looked for',
  yaml_feature: 'gone once the text is data',
  hidden_character: 'gone once the text is data',
  forbidden_name: 'all but one are plain names in JSON',
};

/** Mistakes in one value that no pattern can tell. */
const BEYOND_PATTERNS: readonly (readonly [message: RegExp, reason: string])[] = [
  [
    /^[A-Za-z][A-Za-z_.-]+ (?:has a key of its own|is not for the rules|is a header of the client's own)|understood without Set-Cookie/,
    'names of headers come in any case',
  ],
  [/is an address inside a network/, 'bits are counted'],
  [/holds the IPv6 form of every IPv4 address/, 'bits are counted'],
  [/^"::1\.2\.3\.4" is not an address/, 'the value of an IPv6 address is needed'],
  [/every address there is/, 'networks are added up'],
  [/^The (?:duration|size) [0-9]+[A-Za-z]+ is too/, 'units are converted'],
  [/'none' stands beside other sources/, 'entries of one list are compared'],
  [/^The segment "(?:caf%C3|%FF)"/, 'UTF-8 is decoded'],
  [/^The window ".*" (?:ends before it starts|is empty)/, 'two times are compared'],
  [/^There is no moment "2026-02-29T/, 'leap years are counted'],
  [/no host of the gateway names a tenant/, 'concerns hosts and origins'],
  [/has no "origin", and there are several/, 'origins are counted'],
  [
    / is another spelling of [0-9[]|is not the address of a server|would be part of an address/,
    'addresses have many spellings',
  ],
  [/^The logo "/, 'the file itself is read'],
  [/^A name must be text/, 'names in JSON are always text'],
  [/ is not spelt as URLs are/, 'URLs are parsed'],
];

function exemptionOf(problem: string): string | null {
  const [, code = '', message = ''] = /^[0-9:]+ ([a-z_0-9]+) (.*)$/.exec(problem) ?? [];
  if (Object.hasOwn(BEYOND_ONE_VALUE, code)) return code;
  return BEYOND_PATTERNS.find(([pattern]) => pattern.test(message))?.[0].source ?? null;
}

const cases: readonly BrokenCase[] = [...brokenCases().values()].flat();

describe('the schema for editors', () => {
  it('is the one beside the rules', () => {
    const file = readFileSync(new URL('../../../rules/schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file), 'run: npx portcullis schema --out rules/schema.json && npm run format').toEqual(schema);
  });

  it('describes every key', () => {
    const missing = [...keysWithoutDescription(schema, '')];
    expect(missing).toEqual([]);
  });

  it.each([
    ['the base rules', BASE_RULES],
    ['the rules with every key', EVERY_KEY_RULES],
    ['the shipped rules', readFileSync(new URL('../../../rules/gateway.yaml', import.meta.url), 'utf8')],
  ])('accepts %s', (_, text) => {
    expectAccepted(text);
  });

  it('accepts whatever compiles', () => {
    fc.assert(
      fc.property(routeEntries, (routes: readonly Entry[]) => {
        const text = rulesText(routes);
        expect(compiles(text)).toBe(true);
        expectAccepted(text);
      }),
      { numRuns: randomRuns(100) },
    );
  });

  it.each([
    [
      'hosts: ["{tenant}.app.example.com", app.example.com]',
      'hosts: ["{tenant}.a-b.example.com", x1.xn--bcher-kva.example]',
    ],
    ['clientAddress: cloudflare', 'clientAddress: { header: forwarded, trustedProxies: [10.0.0.0/8] }'],
    ['clientAddress: cloudflare', 'clientAddress: { header: X-Real-Ip, trustedProxies: [10.0.0.0/8, "fd00::/8"] }'],
    [
      '[203.0.113.0/24, "2001:db8:1::/48"]',
      '[0.0.0.0/1, 255.255.255.255, "::1", "::ffff:203.0.113.0/120", "FE80::/10", "::0.0.0.1"]',
    ],
    ['roles: [owner, admin, driver]', 'roles: [owner, admin, driver, anyone, 0_a-b]'],
    ['deny: { addresses: [none] }\n', ''],
    ['path: /assets/**', 'path: /**'],
    ['path: /assets/**', 'path: /'],
    ['path: /assets/**', 'path: "/.well-known/%C3%A9/a.b/it\'s/x:y@z,=&!~"'],
    ['path: /assets/**', 'path: "/{a}/{b}/*/{c_}/**"'],
    ['path: /assets/**', 'path: /.portcullisx'],
    ['methods: [GET], access: public }', 'methods: [PROPFIND, QUERY, ACL], access: public }'],
    ['url: https://app-origin.example.com', 'url: "https://{tenant}.origin.example.com:443/"'],
    ['url: https://app-origin.example.com', 'service: APP_2'],
    ['hosts: ["localhost:8787"]', 'hosts: [127.0.0.1, "{tenant}.localhost:65535", box]'],
    ['http://localhost:8788', 'https://127.0.0.1:80/'],
    ['5 per 1m, by', '999999999 per 86400s, by'],
    ['by: [address], count', 'by: [address], ipv6PrefixLength: 32, count'],
    ['by: [tenant, user]', 'by: [tenant, user], ipv6PrefixLength: 64'],
  ])('accepts %j as %j, which compiles', (find, replacement) => {
    const text = edited(find, replacement);
    expect(compiles(text)).toBe(true);
    expectAccepted(text);
  });

  const judged = cases.filter(({ problems }) => problems.some((problem) => exemptionOf(problem) === null));
  it.each(
    judged.flatMap((broken) => (brokenText(broken) === null ? [] : [[broken.problems[0] ?? '', broken] as const])),
  )('refuses: %s', (_, broken) => {
    expect(validate(dataOf(brokenText(broken) ?? ''))).toBe(false);
  });

  it('has no exemption that is not needed', () => {
    const needed = new Set(
      cases.flatMap((broken) => {
        const text = brokenText(broken);
        if (text === null || !broken.problems.every((problem) => exemptionOf(problem) !== null)) return [];
        return validate(dataOf(text)) ? broken.problems.map(exemptionOf) : [];
      }),
    );
    const all = [...Object.keys(BEYOND_ONE_VALUE), ...BEYOND_PATTERNS.map(([pattern]) => pattern.source)];
    expect(all.filter((exemption) => !needed.has(exemption))).toEqual([]);
  });
});

/** Paths of the keys that an editor would show without a word. */
function* keysWithoutDescription(node: unknown, path: string): Generator<string> {
  // Conditions speak of keys that are described beside them.
  if (typeof node !== 'object' || node === null || /\/(?:if|then|else)$/.test(path)) return;
  for (const [name, value] of Object.entries((node as { properties?: object }).properties ?? {}))
    if (value.description === undefined && value.$ref === undefined) yield `${path}/${name}`;
  for (const [name, value] of Object.entries(node)) yield* keysWithoutDescription(value, `${path}/${name}`);
}
