import { createDecision, decisionSteps, foldHeaderName } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readHeaders } from '../../../worker/core/headers/request-headers.ts';
import { engineOf, requestOf } from '../../rules/engine/sample-engine.ts';

/** Written out here: a test that took the source's own would believe it. */
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_HEADERS = 100;

function kept(...fields: readonly (readonly [string, string])[]): [string, string][] {
  const result = readHeaders(new Headers(fields.map(([name, value]): [string, string] => [name, value])));
  return [...result.headers];
}

const names = (...fields: readonly (readonly [string, string])[]) => kept(...fields).map(([name]) => name);

describe('foldHeaderName', () => {
  test.each([
    ['Accept', 'accept'],
    ['X_Forwarded.For', 'x-forwarded-for'],
    ['PORTCULLIS_CONTEXT', 'portcullis-context'],
    ['a__b..c', 'a--b--c'],
    // lighttpd makes the same variable of them.
    ['X+Forwarded!For', 'x-forwarded-for'],
    ['portcullis~context', 'portcullis-context'],
  ])('%s: %s', (name, folded) => expect(foldHeaderName(name)).toBe(folded));
});

/** Names that are the gateway's to say, each to be dropped in every spelling. */
const OWNED = [
  'Portcullis-Context',
  'Portcullis-Session',
  'Portcullis-Denied',
  'Portcullis-Request-Id',
  'Portcullis-Anything',
  'X-Portcullis-User',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Prefix',
  'X-Forwarded-Port',
  'X-Forwarded-User',
  'X-Forwarded',
  'Forwarded',
  'Via',
  'X-Real-IP',
  'True-Client-IP',
  'X-Client-IP',
  'Client-IP',
  'CF-Connecting-IP',
  'CF-Ray',
  'X-Cluster-Client-IP',
  'Fastly-Client-IP',
  'X-Originating-IP',
  'X-Remote-Addr',
  'X-Envoy-External-Address',
  'X-Host',
  'X-Original-Host',
  'X-Original-URL',
  'SCRIPT_NAME',
  'Path-Info',
  'X-Rewrite-URL',
  'X-Original-URI',
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X-Middleware-Subrequest',
  'Proxy-Authorization',
  'Proxy-Connection',
  'HTTP2-Settings',
  'TE',
  'Trailer',
  'Keep-Alive',
  'Upgrade',
  'Connection',
  'Transfer-Encoding',
  'Expect',
  'Proxy',
];

/** Every `-` as `_` or `.`, only the first, only the last, and mixed. */
function spellings(name: string): string[] {
  const last = name.lastIndexOf('-');
  return [
    ...new Set([
      name,
      name.toLowerCase(),
      name.toUpperCase(),
      name.replaceAll('-', '_'),
      name.replaceAll('-', '.'),
      name.replace('-', '_'),
      name.replace('-', '.'),
      last < 0 ? name : `${name.slice(0, last)}_${name.slice(last + 1)}`,
      last < 0 ? name : `${name.slice(0, last)}.${name.slice(last + 1)}`,
      name.replace('-', '_').replace('-', '.').toUpperCase(),
    ]),
  ];
}

describe('dropped in every spelling', () => {
  test.each(OWNED)('%s', (name) => {
    for (const spelling of spellings(name)) {
      expect(names([spelling, 'evil'], ['accept', 'x'])).toEqual(['accept']);
      expect(names([spelling, 'evil'], [spelling.toUpperCase(), 'again'])).toEqual([]);
    }
  });

  test('the Cookie header, which the caller puts back without the role cookie', () => {
    for (const spelling of ['cookie', 'Cookie', 'COOKIE']) expect(names([spelling, 'a=1'])).toEqual([]);
  });
});

test('what a client may say passes as it is', () => {
  const fields = [
    ['accept', 'text/html'],
    ['accept-encoding', 'gzip, br'],
    ['authorization', 'Basic eDp5'],
    ['content-type', 'a/b; c="d"'],
    ['if-none-match', '"x"'],
    ['origin', 'https://app.example'],
    ['range', 'bytes=0-1'],
    ['sec-fetch-site', 'same-origin'],
    ['sec-websocket-key', 'x'],
    ['traceparent', 'x'],
    ['user-agent', 'x'],
    ['x-csrf-token', 'x'],
    ['x-requested-with', 'x'],
    ['x_custom.name', 'x'],
    ['last-event-id', '7'],
    ['upgrade-insecure-requests', '1'],
  ] as const;
  expect(kept(...fields)).toEqual([...fields].sort(([one], [other]) => (one < other ? -1 : 1)));
});

describe('Connection', () => {
  test.each(['x-custom', 'X-Custom', 'close, x-custom', 'close,x-custom', ' ,, X-CUSTOM ,', 'keep-alive,\tx-custom'])(
    '%j takes the header that it names away',
    (connection) => {
      expect(names(['connection', connection], ['x-custom', 'v'], ['x-other', 'v'])).toEqual(['x-other']);
    },
  );

  test('cannot take away what describes the message or who asks', () => {
    const fields = [
      'authorization',
      'content-length',
      'content-type',
      'content-encoding',
      'range',
      'if-match',
      'if-none-match',
      'accept',
      'accept-language',
    ].map((name) => [name, '1'] as const);
    expect(names(['connection', fields.map(([name]) => name).join(', ')], ...fields)).toEqual(
      fields.map(([name]) => name).sort(),
    );
  });

  test.each(['x-custom;q=1', '(x-custom)', '"x-custom"', 'x custom', '\u00e9', 'x-custom:', '@,;,=', 'set-cookie2'])(
    '%j names no header that is there, and does no harm',
    (connection) => {
      expect(names(['connection', connection], ['x-custom', 'v'])).toEqual(['x-custom']);
    },
  );

  test('that names thousands asks the runtime about those alone that are there', () => {
    const source = new Headers({ connection: 'x-custom,'.repeat(3000), 'x-custom': 'v', 'x-other': 'v' });
    const asked = vi.spyOn(Headers.prototype, 'delete');
    const { headers } = readHeaders(source);
    expect(asked.mock.calls.length).toBeLessThan(5);
    asked.mockRestore();
    expect([...headers.keys()]).toEqual(['x-other']);
  });

  test('names a whole header, not a part of one', () => {
    expect(names(['connection', 'x-cust'], ['x-custom', 'v'])).toEqual(['x-custom']);
  });
});

describe('limits', () => {
  const reason = (fields: [string, string][]) => {
    const result = readHeaders(new Headers(fields));
    const decision = createDecision(requestOf({ headerBytes: result.bytes, headerCount: result.count }));
    const refusal = decisionSteps.ingress(engineOf(), decision);
    return refusal === null ? 'pass' : `${refusal.reason}: ${refusal.detail}`;
  };
  const many = (count: number) => Array.from({ length: count }, (_, index): [string, string] => [`x-${index}`, 'v']);

  test('the count of headers, dropped ones included', () => {
    expect(reason(many(MAX_HEADERS))).toBe('pass');
    expect(reason(many(MAX_HEADERS + 1))).toBe('headers_too_large: count');
    expect(reason([...many(MAX_HEADERS), ['portcullis-x', 'v']])).toBe('headers_too_large: count');
  });

  test('the bytes, to the last one, wherever they stand', () => {
    const fits = MAX_HEADER_BYTES - 'x'.length - 4;
    for (const name of ['x', 'X']) {
      expect(reason([[name, 'a'.repeat(fits)]])).toBe('pass');
      expect(reason([[name, 'a'.repeat(fits + 1)]])).toBe('headers_too_large: bytes');
    }
    expect(reason([['cookie', 'a'.repeat(MAX_HEADER_BYTES)]])).toBe('headers_too_large: bytes');
    expect(reason([['connection', 'a'.repeat(MAX_HEADER_BYTES)]])).toBe('headers_too_large: bytes');
  });

  test('what is beyond them is not looked at', () => {
    const read = (fields: [string, string][]) => readHeaders(new Headers(fields));
    expect(read(many(3 * MAX_HEADERS)).count).toBe(MAX_HEADERS + 1);
    const large = many(3).map(([name]): [string, string] => [name, 'a'.repeat(MAX_HEADER_BYTES)]);
    expect(read(large).count).toBe(1);
  });
});

test("nothing of the gateway's namespace passes, whatever the name", () => {
  const piece = fc.constantFrom(
    'portcullis',
    'Portcullis',
    'x',
    'forwarded',
    'cf',
    '-',
    '_',
    '.',
    'context',
    'host',
    '1',
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      const name = pieces.join('');
      const [found] = names([name, 'v']);
      expect(found === undefined || !/^(?:portcullis-|x-portcullis|x-forwarded|cf-)/.test(foldHeaderName(found))).toBe(
        true,
      );
    }),
    { numRuns: 2000 },
  );
});
