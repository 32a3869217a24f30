import { describe, expect, test } from 'vitest';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gatewayOfFile, tcpOriginOfFile } from '../../support/of-file.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';
import { testRules } from '../../support/rules.ts';

/** `caf` and E9: an e with an acute accent in ISO 8859-1, and no UTF-8. `sendRaw` writes and reads a byte a character. */
const LATIN = 'caf\u00e9';
/** The same in UTF-8: two bytes. */
const UTF8 = 'caf\u00c3\u00a9';
/** What UTF-8 decoders make of the former. */
const REPLACED = '\u00ef\u00bf\u00bd';

/** Request heads as they reached the origin, a byte a character. */
const heads: string[] = [];
/** Header lines of its next answer. */
let lines: readonly string[] = [];

const origin = await tcpOriginOfFile((socket) => {
  socket.once('data', (data) => {
    heads.push(data.toString('latin1'));
    const answer = ['HTTP/1.1 200 OK', ...lines, 'Content-Length: 2', 'Connection: close', '', 'ok'].join('\r\n');
    socket.end(Buffer.from(answer, 'latin1'));
  });
});
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { app: origin.url },
    routes: [
      'id: open, path: /open, access: public',
      'id: kept, path: /kept, access: public, cookies: { domain: keep }',
    ],
  }),
});
const host = `localhost:${gateway.port}`;

describe('to the origin', () => {
  test.each([
    'X-Name',
    'Authorization',
    'Content-Type',
    'User-Agent',
    'Referer',
    'Origin',
    'If-None-Match',
    'Accept',
    'Tracestate',
    'Cookie',
  ])('%s keeps its bytes', async (name) => {
    const value = name === 'Cookie' ? `a=${LATIN}; b=1` : `"${LATIN}"`;
    const reply = await sendRaw(
      gateway.port,
      rawGet('/open', host, [`${name}: ${value}`, 'X-Plain: 1', `X-Text: ${UTF8}`]),
    );
    expect(reply.status).toBe(200);
    const head = heads.at(-1) ?? '';
    expect(head).toMatch(new RegExp(`\r\n${name}: ${value}\r\n`, 'i'));
    expect(head).toMatch(new RegExp(`\r\nx-text: ${UTF8}\r\n`, 'i'));
    expect(head).toMatch(/\r\nx-plain: 1\r\n/i);
    expect(head).not.toContain(REPLACED);
  });

  test('what only the gateway may say is dropped all the same', async () => {
    const gone = [
      `X-Forwarded-For: ${LATIN}`,
      `Portcullis-Context: ${LATIN}`,
      `X_Real_Ip: ${LATIN}`,
      'X-Real-IP: 192.0.2.1',
    ];
    const hop = [`X-Hop: ${LATIN}`, 'Connection: close, x-hop'];
    await sendRaw(gateway.port, rawGet('/open', host, [...gone, ...hop, `X-Name: ${LATIN}`]));
    const head = heads.at(-1) ?? '';
    expect(head).toContain(LATIN);
    expect(head.match(/caf\u00e9/g)).toHaveLength(1);
    expect(head).not.toMatch(/x-hop|real.ip|192\.0\.2\.1/i);
    expect(head.match(/portcullis-context: eyJ/gi)).toHaveLength(1);
  });

  test.each(['Destination', 'If'])('%s would be written again: refused', async (name) => {
    const before = heads.length;
    const line = `${name}: <http://${host}/${LATIN}>`;
    expectRefusal(await sendRaw(gateway.port, rawGet('/open', host, [line])), 400, 'malformed_request');
    expect(heads.length).toBe(before);
  });

  test('the role cookie cannot be taken out of a Cookie header without harm to the rest: refused', async () => {
    const before = heads.length;
    const cookie = await gateway.mint.cookie();
    const reply = await sendRaw(gateway.port, rawGet('/open', host, [`Cookie: a=${LATIN}; ${cookie}`]));
    expectRefusal(reply, 400, 'malformed_request');
    const event = await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null);
    expect(event).toMatchObject({ reason: 'malformed_header', detail: 'cookie holds bytes that are not UTF-8' });
    expect(heads.length).toBe(before);
    // UTF-8 is no trouble.
    await sendRaw(gateway.port, rawGet('/open', host, [`Cookie: a=${UTF8}; ${cookie}`]));
    expect(heads.at(-1)).toMatch(new RegExp(`\r\ncookie: a=${UTF8}\r\n`, 'i'));
  });
});

describe('to the client', () => {
  test.each([
    `X-Name: ${LATIN}`,
    `Location: /${LATIN}`,
    `Location: https://other.example/${LATIN}`,
    `Content-Location: /${LATIN}`,
    `Content-Disposition: attachment; filename="${LATIN}.pdf"`,
    `Set-Cookie: a=${LATIN}; Secure; SameSite=Lax`,
    `Set-Cookie: a=${LATIN};secure;samesite=none`,
    `Vary: ${LATIN}`,
    `Content-Security-Policy: img-src ${LATIN}`,
  ])('%s keeps its bytes', async (line) => {
    lines = [line, `X-Text: ${UTF8}`];
    const reply = await sendRaw(gateway.port, rawGet('/open', host));
    expect(reply.status).toBe(200);
    expect(reply.bytes).toContain(line.slice(line.indexOf(' ') + 1));
    expect(reply.bytes).toContain(`: ${UTF8}\r\n`);
    expect(reply.bytes).not.toContain(REPLACED);
  });

  test('a Domain that is kept changes nothing', async () => {
    lines = [`Set-Cookie: a=${LATIN}; Domain=localhost; Secure; SameSite=Lax`];
    expect((await sendRaw(gateway.port, rawGet('/kept', host))).bytes).toContain(lines[0]?.slice(12));
  });

  test.each([
    ['set-cookie', () => [`Set-Cookie: a=${LATIN}`]],
    ['set-cookie', () => [`Set-Cookie: a=${LATIN}; Secure; SameSite=Lax`, 'Set-Cookie: b=1']],
    ['set-cookie', () => [`Set-Cookie: a=${LATIN}; Domain=localhost; Secure; SameSite=Lax`]],
    ['location', () => [`Location: ${origin.url}/${LATIN}`]],
    ['content-location', () => [`Content-Location: ${origin.url}/${LATIN}`]],
  ])('%s that has to change cannot: a refusal that names the origin (%#)', async (name, said) => {
    lines = said();
    const reply = await sendRaw(gateway.port, rawGet('/open', host));
    expectRefusal(reply, 502, 'origin_unreachable');
    const event = await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null);
    expect(event).toMatchObject({
      reason: 'origin_answer_invalid',
      detail: `origin "app": ${name} has bytes that are not UTF-8, and cannot be rewritten`,
    });
  });
});
