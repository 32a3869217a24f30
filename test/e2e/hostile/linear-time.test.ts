import { describe, expect, test } from 'vitest';
import { readCpuMicros } from '../../bench/process-cpu.ts';
import { awkwardTexts, harmlessText } from '../../support/awkward-text.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';

type Bytes = (text: string) => string;

/** As long as fits into the 32 KiB that a header block may have. */
const HEADER_CHARACTERS = 30_000;
const TARGET_CHARACTERS = 16_000;
const BODY_CHARACTERS = 16_000;

/** One in quadratic time takes hundreds of times as long as harmless text. */
const FACTOR = 5;
/** What a busy machine may add to a request; microseconds. */
const FLOOR_MICROS = 15_000;

/** Headers that the gateway or the runtime reads, with what makes them be read to their end. A new one belongs here. */
const PLAIN: Readonly<Record<string, Bytes>> = Object.fromEntries(
  [
    ...['accept', 'accept-encoding', 'accept-language', 'authorization', 'cache-control', 'connection', 'content-type'],
    ...['access-control-request-headers', 'access-control-request-method', 'destination', 'if', 'if-none-match'],
    ...['forwarded', 'origin', 'overwrite', 'range', 'referer', 'sec-fetch-site', 'te', 'traceparent', 'tracestate'],
    ...['user-agent', 'via', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'x-anything'],
  ].map((name) => [name, (text: string) => text]),
);
/** A space behind the name tells two entries of one header apart. */
const HEADERS: Readonly<Record<string, Bytes>> = {
  ...PLAIN,
  cookie: (text) => `__Host-role=a; b${text}c`,
  'cookie ': (text) => `__Host-role=${text}`,
  'authorization ': (text) => `Bearer ${text}`,
  'forwarded ': (text) => `for="${text}`,
  'destination ': (text) => `http://localhost/${text}`,
  'if ': (text) => `<http://localhost/${text}> ([${text}])`,
};

const origin = await originOfFile();
const startReading = (clientAddress: string) =>
  gatewayOfFile({
    rules: testRules({
      origins: { app: origin.url },
      routes: [
        'id: open, path: /open, access: public, cors: { origins: [https://a.example], headers: [x-a] }',
        'id: all, path: /**, methods: [GET, POST, OPTIONS, COPY, MOVE], access: { roles: any }',
      ],
      clientAddress,
    }),
  });
/** Reads `X-Forwarded-For` of this machine. */
const gateway = await startReading(ADDRESS_FROM_HEADER);
/** Reads `Forwarded` of this machine. */
const forwarded = await startReading(ADDRESS_FROM_HEADER.replace('X-Forwarded-For', 'Forwarded'));

const request = (start: string, lines: readonly string[], body = ''): string =>
  [`${start} HTTP/1.1`, `Host: localhost:${gateway.port}`, 'Connection: close', ...lines, '', body].join('\r\n');

/** CPU of the gateway for all of the requests, one after the other; every one must be answered, and by no fault. */
async function cpuOf(subject: TestGateway, requests: readonly (readonly [shape: string, bytes: string])[]) {
  const before = await readCpuMicros(subject.pid);
  for (const [shape, bytes] of requests) {
    const { status } = await sendRaw(subject.port, bytes);
    // 0: the runtime broke off what no header or target can be.
    expect([500, 503], shape).not.toContain(status);
  }
  return (await readCpuMicros(subject.pid)) - before;
}

async function expectLinear(subject: TestGateway, characters: number, bytes: Bytes): Promise<void> {
  // One frame of each piece will do here: the parsers by themselves are given all of them.
  const texts = awkwardTexts(characters).filter((_, index) => index % 4 === 1);
  const harmless = texts.slice(0, 10).map(() => ['harmless', bytes(harmlessText(characters))] as const);
  const awkward = texts.map(([shape, text]) => [shape, bytes(text)] as const);
  const each = (await cpuOf(subject, harmless)) / harmless.length;
  const allowed = (FACTOR * each + FLOOR_MICROS) * texts.length;
  expect(await cpuOf(subject, awkward)).toBeLessThan(allowed);
}

// The CPU of another process is read from /proc.
describe.skipIf(process.platform !== 'linux')(
  'the gateway spends on awkward text hardly more than on harmless text',
  () => {
    test.each(Object.entries(HEADERS))('in the header %s', async (name, frame) => {
      const subject = name.trim() === 'forwarded' ? forwarded : gateway;
      const room = HEADER_CHARACTERS / (frame('x').split('x').length - 1);
      const method = /^(?:destination|if|overwrite)/.test(name) ? 'COPY' : 'GET';
      await expectLinear(subject, room, (text) => request(`${method} /open`, [`${name.trim()}: ${frame(text)}`]));
    });

    test.each<[string, Bytes]>([
      ['path', (text) => `/${text.replaceAll(/[ \t]/g, '%20')}`],
      ['query', (text) => `/open?${text.replaceAll(/[ \t]/g, '%20')}`],
      ["query of the gateway's own", (text) => `/.portcullis/health?tenant=${text.replaceAll(/[ \t]/g, '%20')}`],
    ])('in the %s', async (_what, target) => {
      await expectLinear(gateway, TARGET_CHARACTERS, (text) =>
        request(`GET ${target(text).slice(0, TARGET_CHARACTERS)}`, []),
      );
    });

    test('in the Host header', async () => {
      await expectLinear(
        gateway,
        HEADER_CHARACTERS,
        (text) => `GET /open HTTP/1.1\r\nHost: ${text}\r\nConnection: close\r\n\r\n`,
      );
    });

    test('in a report of a browser', async () => {
      await expectLinear(gateway, BODY_CHARACTERS, (text) => {
        const body = JSON.stringify({
          type: 'csp-violation',
          body: { blockedURL: text, sourceFile: text.slice(0, 99) },
        });
        return post('/.portcullis/reports', body);
      });
      await expectLinear(gateway, BODY_CHARACTERS, (text) => post('/.portcullis/reports', text));
    });

    test('in a body of the admin API', async () => {
      const authorization = `Authorization: ${await gateway.mint.admin()}`;
      await expectLinear(gateway, BODY_CHARACTERS, (text) =>
        post('/.portcullis/v1/revocations', JSON.stringify({ tenant: text.slice(0, 1000), reason: text }), [
          authorization,
        ]),
      );
      const policy = (text: string) => JSON.stringify({ addresses: [text], notBefore: text });
      await expectLinear(gateway, BODY_CHARACTERS, (text) =>
        post('/.portcullis/v1/tenants/acme/policy', policy(text), [authorization], 'PUT'),
      );
    });

    test('in a cookie at an unknown host, which costs what its refusal costs', async () => {
      const at = (text: string) =>
        `GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nCookie: ${text}\r\n\r\n`;
      await expectLinear(gateway, HEADER_CHARACTERS, (text) => at(`__Host-role=a; b${text}c`));
    });
  },
);

function post(path: string, body: string, lines: readonly string[] = [], method = 'POST'): string {
  // One address each, so that no limit answers instead.
  posted += 1;
  const from = `X-Forwarded-For: 192.0.${posted >> 8}.${posted & 255}`;
  return request(`${method} ${path}`, [...lines, from, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`], body);
}
let posted = 0;
