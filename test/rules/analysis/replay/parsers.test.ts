import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCloudflareLine } from '../../../../rules/src/analysis/replay/cloudflare-log.ts';
import { parseCombinedLine } from '../../../../rules/src/analysis/replay/combined-log.ts';
import { parseHar } from '../../../../rules/src/analysis/replay/har-log.ts';
import { detectFormat } from '../../../../rules/src/analysis/replay/log-format.ts';
import type { LoggedRequest, ParsedEntry } from '../../../../rules/src/analysis/replay/logged-request.ts';

function requestOf(entry: ParsedEntry | undefined): LoggedRequest {
  if (entry?.kind !== 'request') throw new TypeError(`no request: ${JSON.stringify(entry)}`);
  return entry.request;
}

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const line = (request: string, rest = '200 12 "-" "agent"'): string =>
  `192.0.2.1 - - [05/Oct/2026:07:58:12 +0000] "${request}" ${rest}`;

describe('combined', () => {
  test('gives what the log tells, and null for what it does not', () => {
    expect(
      requestOf(parseCombinedLine(line('GET /a?b=c HTTP/1.1', '304 0 "https://x/" "agent \\"quoted\\""'))),
    ).toEqual({
      method: 'GET',
      scheme: null,
      host: null,
      target: '/a?b=c',
      address: '192.0.2.1',
      timeSeconds: seconds('2026-10-05T07:58:12Z'),
      status: 304,
      headers: null,
      bodyBytes: 0,
      answerBytes: 0,
      hasUser: false,
      byBrowser: false,
      tlsVersion: null,
      country: null,
      asn: null,
    });
  });

  test.each<[string, string, Partial<LoggedRequest>]>([
    ['common, without referer and agent', line('GET / HTTP/1.0', '200 5'), { status: 200 }],
    ['an unknown size', line('GET / HTTP/1.1', '304 -'), { status: 304 }],
    ['a user', line('GET / HTTP/1.1').replace('- - [', '- ann ['), { hasUser: true }],
    ['an empty user', line('GET / HTTP/1.1').replace('- - [', '- "" ['), { hasUser: false }],
    ['the size of the answer', line('GET / HTTP/1.1', '200 512'), { answerBytes: 512 }],
    ['an unknown status', line('GET / HTTP/1.1', '- 0'), { status: null }],
    [
      'IPv6',
      '2001:db8::1:42 - - [05/Oct/2026:07:58:12 +0000] "GET / HTTP/2.0" 200 1',
      { address: '2001:db8::1:42', host: null },
    ],
    [
      'a user with a blank',
      '192.0.2.1 - mara b [05/Oct/2026:07:58:12 +0000] "GET / HTTP/1.1" 200 1',
      { address: '192.0.2.1' },
    ],
    [
      'vhost_combined over TLS',
      `app.example:443 ${line('GET / HTTP/1.1')}`,
      { host: 'app.example', scheme: 'https', address: '192.0.2.1' },
    ],
    ['vhost_combined without', `app.example:80 ${line('GET / HTTP/1.1')}`, { host: 'app.example', scheme: 'http' }],
    [
      'vhost_combined on another port',
      `app.example:8443 ${line('GET / HTTP/1.1')}`,
      { host: 'app.example:8443', scheme: null },
    ],
    ['a host without a port', `app.example ${line('GET / HTTP/1.1')}`, { host: 'app.example', address: '192.0.2.1' }],
    [
      'a client by name',
      'client.example - - [05/Oct/2026:07:58:12 +0000] "GET / HTTP/1.1" 200 1',
      { host: null, address: 'client.example' },
    ],
    [
      'an offset ahead of UTC',
      '192.0.2.1 - - [05/Oct/2026:01:30:00 +0530] "GET / HTTP/1.1" 200 1',
      { timeSeconds: seconds('2026-10-04T20:00:00Z') },
    ],
    [
      'an offset behind UTC',
      '192.0.2.1 - - [31/Dec/2026:20:00:00 -0800] "GET / HTTP/1.1" 200 1',
      { timeSeconds: seconds('2027-01-01T04:00:00Z') },
    ],
    ['quotes in the target', line('GET /a?q=\\"b\\" HTTP/1.1'), { target: '/a?q="b"' }],
    ['escaped bytes beyond ASCII', line('GET /caf\\xC3\\xA9 HTTP/1.1'), { target: '/caf%C3%A9' }],
    ['an escaped quote as hex', line('GET /\\x22 HTTP/1.1'), { target: '/"' }],
    ['a blank in the target', line('GET /a b HTTP/1.1'), { target: '/a b' }],
    ['HTTP/0.9', line('GET /old'), { target: '/old' }],
    [
      'a target in absolute form',
      line('GET http://Other.example/x HTTP/1.1'),
      { host: 'Other.example', scheme: 'http', target: '/x' },
    ],
    ['a target in asterisk form', line('OPTIONS * HTTP/1.1'), { method: 'OPTIONS', target: '*' }],
  ])('reads %s', (_name, text, expected) => {
    expect(requestOf(parseCombinedLine(text))).toMatchObject(expected);
  });

  test.each([['-'], [''], ['\\x16\\x03\\x01\\x02'], ['GET']])('finds no request in "%s"', (request) => {
    expect(parseCombinedLine(line(request, '400 0 "-" "-"'))).toEqual({ kind: 'nothing' });
  });

  test.each([
    ['', 'it is not in the combined format'],
    ['192.0.2.1 - - [05/Oct/2026', 'it is not in the combined format'],
    [line('GET / HTTP/1.1', 'abc 1'), 'it is not in the combined format'],
    ['192.0.2.1 - - [2026-10-05] "GET / HTTP/1.1" 200 1', 'its time cannot be read'],
    ['192.0.2.1 - - [05/Okt/2026:07:58:12 +0000] "GET / HTTP/1.1" 200 1', 'its time cannot be read'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseCombinedLine(text)).toEqual({ kind: 'unreadable', problem });
  });

  test.each([' ', '"', '\\', '[', 'a', ': ', '1.'])('takes time in proportion to a long line of %j', (part) => {
    const long = part.repeat(150_000);
    expect(parseCombinedLine(long).kind).not.toBe('request');
    expect(parseCombinedLine(`192.0.2.1 - - [05/Oct/2026:07:58:12 +0000] "${long}`).kind).not.toBe('request');
    expect(parseCombinedLine(`192.0.2.1 ${long}`).kind).not.toBe('request');
  });
});

describe('Cloudflare', () => {
  const entry = (changes: object): string =>
    JSON.stringify({
      ClientIP: '2001:db8::1',
      ClientRequestHost: 'app.example',
      ClientRequestMethod: 'GET',
      ClientRequestURI: '/a?b',
      ClientRequestScheme: 'https',
      EdgeStartTimestamp: '2026-10-05T07:58:12Z',
      EdgeResponseStatus: 200,
      ClientCountry: 'de',
      ClientASN: 64496,
      ClientSSLProtocol: 'TLSv1.2',
      ...changes,
    });

  test('gives what the log tells', () => {
    expect(requestOf(parseCloudflareLine(entry({})))).toEqual({
      method: 'GET',
      scheme: 'https',
      host: 'app.example',
      target: '/a?b',
      address: '2001:db8::1',
      timeSeconds: seconds('2026-10-05T07:58:12Z'),
      status: 200,
      headers: null,
      bodyBytes: 0,
      answerBytes: null,
      hasUser: null,
      byBrowser: false,
      tlsVersion: 'TLSv1.2',
      country: 'DE',
      asn: 64496,
    });
  });

  test.each<[string, object, Partial<LoggedRequest>]>([
    ['seconds', { EdgeStartTimestamp: 1791188144 }, { timeSeconds: 1791188144 }],
    ['nanoseconds', { EdgeStartTimestamp: 1_791_188_144_123_000_000 }, { timeSeconds: 1791188144 }],
    ['nanoseconds as text', { EdgeStartTimestamp: '1791188144123456789' }, { timeSeconds: 1791188144 }],
    ['no time', { EdgeStartTimestamp: undefined }, { timeSeconds: null }],
    ['a path alone', { ClientRequestURI: undefined, ClientRequestPath: '/p' }, { target: '/p' }],
    ['no answer', { EdgeResponseStatus: 0 }, { status: null }],
    ['plain http', { ClientSSLProtocol: 'none', ClientRequestScheme: 'http' }, { tlsVersion: 'none', scheme: 'http' }],
    [
      'nothing of the client',
      { ClientIP: '', ClientCountry: '', ClientASN: null },
      { address: null, country: null, asn: null },
    ],
  ])('reads %s', (_name, changes, expected) => {
    expect(requestOf(parseCloudflareLine(entry(changes)))).toMatchObject(expected);
  });

  test.each([
    ['{', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['{}', 'it has no ClientRequestMethod with ClientRequestURI or ClientRequestPath'],
    [entry({ EdgeStartTimestamp: 'yesterday' }), 'its EdgeStartTimestamp cannot be read'],
  ])('says what is wrong with %s', (text, problem) => {
    expect(parseCloudflareLine(text)).toEqual({ kind: 'unreadable', problem });
  });
});

describe('HAR', () => {
  const har = (...entries: unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } });
  const get = {
    method: 'GET',
    url: 'https://app.example/a?b#c',
    headers: [
      { name: 'Accept', value: 'a' },
      { name: 'accept', value: 'b' },
      { name: ':path', value: '/' },
    ],
  };
  const startedDateTime = '2026-10-05T09:58:12.500+02:00';

  test('gives what the file tells', () => {
    const [entry] =
      parseHar(har({ startedDateTime, request: { ...get, bodySize: 7 }, response: { status: 204 } })) ?? [];
    expect(requestOf(entry)).toMatchObject({
      method: 'GET',
      scheme: 'https',
      host: 'app.example',
      target: '/a?b',
      address: null,
      timeSeconds: seconds('2026-10-05T07:58:12Z'),
      status: 204,
      headers: { accept: 'a, b' },
      bodyBytes: 7,
    });
  });

  test.each<[string, unknown, ParsedEntry['kind']]>([
    ['null', null, 'unreadable'],
    ['no request', { startedDateTime }, 'unreadable'],
    ['no time', { request: get }, 'unreadable'],
    ['a bad time', { startedDateTime: 'now', request: get }, 'unreadable'],
    ['a blob', { startedDateTime, request: { ...get, url: 'blob:https://app.example/1' } }, 'nothing'],
    ['no response', { startedDateTime, request: get }, 'request'],
    [
      'odd headers',
      { startedDateTime, request: { ...get, headers: [null, 1, {}, { name: 1 }], bodySize: -1 } },
      'request',
    ],
  ])('takes an entry with %s for what it is', (_name, entry, kind) => {
    expect(parseHar(har(entry))?.map((parsed) => parsed.kind)).toEqual([kind]);
  });

  test.each(['', '{}', '{"log":{}}', '{"log":{"entries":{}}}', '[]', 'null'])('finds none in %j', (text) => {
    expect(parseHar(text)).toBeNull();
  });
});

test.each([
  [line('GET / HTTP/1.1'), 'combined'],
  ['{"event":"request","time":"x"}', 'portcullis'],
  ['{"ClientIP":"192.0.2.1"}', 'cloudflare'],
  ['{', 'har'],
  ['{"log":{"entries":[]}}', 'har'],
])('the line %j is of the format %s', (first, format) => {
  expect(detectFormat(first)).toBe(format);
});

test('no text makes a parser throw', () => {
  const json = fc.json();
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    json,
    fc.mixedCase(fc.constant(line('GET /\\x0 HTTP/1.1'))),
  );
  fc.assert(
    fc.property(texts, json, (text, inner) => {
      const kinds = ['request', 'nothing', 'unreadable'];
      expect(kinds).toContain(parseCombinedLine(text).kind);
      expect(kinds).toContain(parseCloudflareLine(text).kind);
      expect(kinds).toContain(parseCloudflareLine(`{"ClientRequestMethod":${inner},"ClientRequestURI":${inner}}`).kind);
      const entries = parseHar(`{"log":{"entries":[${inner},{"request":${inner}}]}}`) ?? [];
      for (const { kind } of entries) expect(kinds).toContain(kind);
    }),
  );
});
