import { describe, expect, test } from 'vitest';
import { parseAlbLine } from '../../../../rules/src/analysis/replay/alb-log.ts';
import { parseCaddyLine } from '../../../../rules/src/analysis/replay/caddy-log.ts';
import { parseCloudflareLine } from '../../../../rules/src/analysis/replay/cloudflare-log.ts';
import { parseCombinedLine } from '../../../../rules/src/analysis/replay/combined-log.ts';
import { detectFormat } from '../../../../rules/src/analysis/replay/log-format.ts';
import type { LoggedRequest, ParsedEntry } from '../../../../rules/src/analysis/replay/logged-request.ts';
import { parseLogTime } from '../../../../rules/src/analysis/replay/times.ts';
import { parseTraefikLine } from '../../../../rules/src/analysis/replay/traefik-log.ts';

function requestOf(entry: ParsedEntry | undefined): LoggedRequest {
  if (entry?.kind !== 'request') throw new TypeError(`no request: ${JSON.stringify(entry)}`);
  return entry.request;
}

const SECONDS = Date.parse('2026-10-05T07:58:12Z') / 1000;

test.each([
  '05/Oct/2026:07:58:12 +0000',
  '05/Oct/2026:07:58:12.123 +0000',
  '05/Oct/2026:09:58:12,999 +0200',
  '2026-10-05T07:58:12+00:00',
  '2026-10-05T07:58:12.123456Z',
  '2026-10-05T02:58:12.5-05:00',
  '2026-10-05 07:58:12.1 +0000 UTC',
  '2026/10/05 07:58:12.250',
  String(SECONDS),
  `${SECONDS}.25`,
  `${SECONDS}123`,
  `${SECONDS}123456`,
  `${SECONDS}123456789`,
  SECONDS + 0.75,
  SECONDS * 1000 + 5,
])('the time %j', (time) => {
  expect(parseLogTime(time)).toBe(SECONDS);
});

test.each(['', 'yesterday', '05/Okt/2026:07:58:12 +0000', '2026-10-05', '-5', 'NaN', null, {}, -1])(
  '%j is no time',
  (time) => {
    expect(parseLogTime(time)).toBeUndefined();
  },
);

describe('combined', () => {
  test.each([
    ['an ISO time', '192.0.2.1 - - [2026-10-05T07:58:12+00:00] "GET /a HTTP/1.1" 200 1 "-" "x"'],
    ['a fraction', '192.0.2.1 - - [05/Oct/2026:07:58:12.123 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"'],
    ['an empty user', '192.0.2.1 - "" [05/Oct/2026:07:58:12 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"'],
    ['a user in quotes', '192.0.2.1 - "mara [b]" [05/Oct/2026:07:58:12 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"'],
    [
      'what Traefik adds',
      '192.0.2.1 - - [05/Oct/2026:07:58:12 +0000] "GET /a HTTP/1.1" 200 1 "-" "x" 7 "app@docker" "http://10.0.0.9:80" 3ms',
    ],
  ])('reads %s', (_, line) => {
    expect(detectFormat(line)).toBe('combined');
    expect(requestOf(parseCombinedLine(line))).toMatchObject({
      target: '/a',
      timeSeconds: SECONDS,
      address: '192.0.2.1',
    });
  });
});

test('Cloudflare: a fraction of a second', () => {
  const line = { ClientRequestMethod: 'GET', ClientRequestURI: '/a', EdgeStartTimestamp: `${SECONDS}.75` };
  expect(requestOf(parseCloudflareLine(JSON.stringify(line))).timeSeconds).toBe(SECONDS);
});

describe('Caddy', () => {
  const request = {
    remote_ip: '192.0.2.1',
    remote_port: '41342',
    client_ip: '192.0.2.7',
    proto: 'HTTP/2.0',
    method: 'POST',
    host: 'app.example',
    uri: '/a?b=c',
    headers: { 'User-Agent': ['curl'], Origin: ['https://app.example'], Accept: ['a', 'b'], Cookie: ['REDACTED'] },
    tls: { resumed: false, version: 772, server_name: 'app.example' },
  };
  const entry = {
    level: 'info',
    ts: SECONDS + 0.5241,
    logger: 'http.log.access',
    request,
    bytes_read: 7,
    user_id: '',
    status: 200,
  };

  test('tells all of a request', () => {
    const line = JSON.stringify(entry);
    expect(detectFormat(line)).toBe('caddy');
    expect(requestOf(parseCaddyLine(line))).toEqual({
      method: 'POST',
      scheme: 'https',
      host: 'app.example',
      target: '/a?b=c',
      address: '192.0.2.7',
      timeSeconds: SECONDS,
      status: 200,
      headers: { 'user-agent': 'curl', origin: 'https://app.example', accept: 'a, b', cookie: 'REDACTED' },
      bodyBytes: 7,
      answerBytes: null,
      hasUser: false,
      byBrowser: false,
      tlsVersion: 'TLSv1.3',
      country: null,
      asn: null,
    });
  });

  test('in plain http, of before client_ip, in ISO time', () => {
    const { tls: _, client_ip: __, ...older } = request;
    const line = JSON.stringify({ ...entry, ts: '2026-10-05T07:58:12.524Z', status: 0, request: older });
    expect(requestOf(parseCaddyLine(line))).toMatchObject({
      scheme: 'http',
      address: '192.0.2.1',
      timeSeconds: SECONDS,
      status: null,
    });
  });

  test('other messages are no requests', () => {
    const line = JSON.stringify({ level: 'info', ts: SECONDS, msg: 'serving initial configuration' });
    expect(detectFormat(line)).toBe('caddy');
    expect(parseCaddyLine(line)).toEqual({ kind: 'nothing' });
    expect(parseCaddyLine('{')).toMatchObject({ kind: 'unreadable' });
    expect(parseCaddyLine(JSON.stringify({ ...entry, ts: 'x' }))).toMatchObject({ kind: 'unreadable' });
  });
});

describe('Traefik', () => {
  const entry = {
    ClientAddr: '192.0.2.1:55872',
    ClientHost: '192.0.2.1',
    ClientPort: '55872',
    ClientUsername: '-',
    DownstreamStatus: 200,
    OriginStatus: 200,
    RequestAddr: 'app.example:8443',
    RequestContentSize: 5,
    RequestHost: 'app.example',
    RequestMethod: 'PUT',
    RequestPath: '/a?b=c',
    RequestPort: '8443',
    RequestProtocol: 'HTTP/2.0',
    RequestScheme: 'https',
    StartLocal: '2026-10-05T09:58:12.123456789+02:00',
    StartUTC: '2026-10-05T07:58:12.123456789Z',
    TLSVersion: '1.3',
    level: 'info',
    msg: '',
    time: '2026-10-05T07:58:13Z',
  };

  test('tells all of a request', () => {
    const line = JSON.stringify({ ...entry, request_Origin: 'https://app.example' });
    expect(detectFormat(line)).toBe('traefik');
    expect(requestOf(parseTraefikLine(line))).toMatchObject({
      method: 'PUT',
      scheme: 'https',
      host: 'app.example:8443',
      target: '/a?b=c',
      address: '192.0.2.1',
      timeSeconds: SECONDS,
      status: 200,
      headers: { origin: 'https://app.example' },
      bodyBytes: 5,
      tlsVersion: 'TLSv1.3',
    });
    expect(requestOf(parseTraefikLine(JSON.stringify(entry))).headers).toBeNull();
  });

  test('other lines are no requests, or cannot be read', () => {
    expect(parseTraefikLine('{"level":"info","msg":"Configuration loaded","time":"x"}')).toEqual({ kind: 'nothing' });
    expect(parseTraefikLine(JSON.stringify({ ...entry, StartUTC: 'x' }))).toMatchObject({ kind: 'unreadable' });
    expect(parseTraefikLine('[]')).toMatchObject({ kind: 'unreadable' });
  });
});

describe('AWS application load balancers', () => {
  const line = (type: string, request: string, client = '192.0.2.1:2817'): string =>
    `${type} 2026-10-05T07:58:12.186641Z app/my-lb/50dc6c495c0c9188 ${client} 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 ` +
    `"${request}" "curl/7.46.0 \\"x\\"" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:1:targetgroup/a/b ` +
    '"Root=1-58337281-1d84f3d73c47ec4e58577259" "app.example" "arn:aws:acm:us-east-2:1:certificate/1" 1 ' +
    '2026-10-05T07:58:12.135000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1';

  test.each([
    [
      'https',
      'GET https://app.example:443/a?b=c HTTP/1.1',
      { scheme: 'https', host: 'app.example:443', target: '/a?b=c' },
    ],
    ['http', 'GET http://app.example:80/ HTTP/1.1', { scheme: 'http', host: 'app.example:80', target: '/' }],
    ['h2', 'POST https://app.example:443/a HTTP/2.0', { method: 'POST' }],
  ])('%s, as stored', (type, request, expected) => {
    const text = line(type, request);
    expect(detectFormat(text)).toBe('alb');
    const known = { address: '192.0.2.1', timeSeconds: SECONDS, status: 200, tlsVersion: 'TLSv1.2', headers: null };
    expect(requestOf(parseAlbLine(text))).toMatchObject({ ...known, ...expected });
  });

  test('a WebSocket is one', () => {
    const { headers } = requestOf(parseAlbLine(line('wss', 'GET wss://app.example:443/live HTTP/1.1')));
    expect(headers).toEqual({ origin: 'https://app.example:443', upgrade: 'websocket' });
  });

  test.each([
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['2001:db8:0:0:0:0:0:7:44300', '2001:db8:0:0:0:0:0:7'],
  ])('the client %s', (client, address) => {
    expect(requestOf(parseAlbLine(line('https', 'GET https://app.example:443/ HTTP/1.1', client))).address).toBe(
      address,
    );
  });

  test('what never became a request is none', () => {
    expect(parseAlbLine(line('http', '- http://app.example:80- -'))).toEqual({ kind: 'nothing' });
    expect(parseAlbLine('https 2026-10-05T07:58:12Z app/x')).toMatchObject({ kind: 'unreadable' });
  });

  test.each([
    { request_verb: 'GET', request_url: 'https://app.example:443/a' },
    { request: 'GET https://app.example:443/a HTTP/1.1' },
  ])('as JSON: %j', (request) => {
    const fields = {
      type: 'https',
      time: '2026-10-05T07:58:12.186641Z',
      elb: 'app/x/1',
      client_ip: '192.0.2.1',
      client_port: 2817,
    };
    const text = JSON.stringify({ ...fields, elb_status_code: 403, ssl_protocol: 'TLSv1.3', ...request });
    expect(detectFormat(text)).toBe('alb');
    expect(requestOf(parseAlbLine(text))).toMatchObject({
      target: '/a',
      status: 403,
      address: '192.0.2.1',
      tlsVersion: 'TLSv1.3',
    });
  });
});
