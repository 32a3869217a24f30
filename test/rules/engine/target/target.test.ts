import { canonicalTarget } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';

/** Written out here: a test that took the source's own would believe it. */
const MAX_TARGET_CHARACTERS = 16 * 1024;

const BASE = 'https://app.example';

describe('canonicalTarget takes', () => {
  test.each([
    ['/', '/', ''],
    ['/a', '/a', ''],
    ['/a/', '/a/', ''],
    ['/a/b.html', '/a/b.html', ''],
    ['/.well-known/security.txt', '/.well-known/security.txt', ''],
    ['/..a', '/..a', ''],
    ['/a..b/c', '/a..b/c', ''],
    ['/~me/_x-1', '/~me/_x-1', ''],
    ["/a@b:c,d=e&f!g'h", "/a@b:c,d=e&f!g'h", ''],
    ['/é', '/%C3%A9', ''],
    ['/%C3%A9', '/%C3%A9', ''],
    ['/a%20b', '/a%20b', ''],
    ['/100%25', '/100%25', ''],
    ['/100%25/x%25zz', '/100%25/x%25zz', ''],
    // What never needs encoding is decoded.
    ['/%61dmin', '/admin', ''],
    ['/adm%49n', '/admIn', ''],
    ['/%7euser/%2D%5f', '/~user/-_', ''],
    ['/a%2Eb', '/a.b', ''],
    ['/a?', '/a', '?'],
    ['/a?x=1&x=2&&y', '/a', '?x=1&x=2&&y'],
    ['/a?x=%2Fb%2e%2e%00', '/a', '?x=%2Fb%2e%2e%00'],
    ['/a?b?c/d//../e;f', '/a', '?b?c/d//../e;f'],
    ['/a?%', '/a', '?%'],
    ['/a?q=é "x"', '/a', '?q=%C3%A9%20%22x%22'],
  ])('%s', (url, path, query) => {
    expect(canonicalTarget(`${BASE}${url}`)).toEqual({ scheme: 'https', host: 'app.example', path, query });
  });

  test.each([
    ['https://APP.Example/x', 'https', 'app.example'],
    ['https://app.example:443/x', 'https', 'app.example'],
    ['http://app.example:80/x', 'http', 'app.example'],
    ['https://app.example:80/x', 'https', 'app.example:80'],
    ['http://localhost:8787/x', 'http', 'localhost:8787'],
    ['https://xn--bcher-kva.example/x', 'https', 'xn--bcher-kva.example'],
  ])('%s', (url, scheme, host) => {
    expect(canonicalTarget(url)).toMatchObject({ scheme, host, path: '/x' });
  });
});

describe('canonicalTarget refuses', () => {
  test.each([
    // Dot segments, in every spelling.
    ['/public/../admin', 'dot segment'],
    ['/public/./admin', 'dot segment'],
    ['/..', 'dot segment'],
    ['/a/.', 'dot segment'],
    ['/public/%2e%2e/admin', 'dot segment'],
    ['/public/.%2E/admin', 'dot segment'],
    ['/public/...', 'dot segment'],
    // Slashes that only some servers see.
    ['/admin\\x', 'back-slash'],
    ['//admin/x', 'empty segment'],
    ['/public//../admin', 'empty segment'],
    ['/admin//', 'empty segment'],
    // Other delimiters.
    ['/public#/../admin', 'fragment'],
    // Encodings that need not be, and ones that are twice or broken.
    ['/%', 'bad percent-encoding'],
    ['/%zz', 'bad percent-encoding'],
    ['/%4', 'bad percent-encoding'],
    ['/%u0041', 'bad percent-encoding'],
    [`/e${encodeURIComponent('\u0301'.repeat(31))}`, 'too many combining marks'],
    [`/a/${encodeURIComponent('e\u0301\u0327'.repeat(9) + '\u0327\u0301'.repeat(16))}`, 'too many combining marks'],
    [`/${encodeURIComponent(`\uff76${'\uff9e'.repeat(31)}`)}`, 'too many combining marks'],
    ['/%C0%AE%C0%AE/admin', 'overlong UTF-8'],
    ['/%c1%9c', 'overlong UTF-8'],
    ['/%E0%80%AF', 'overlong UTF-8'],
    ['/%F0%80%80%AF', 'overlong UTF-8'],
    ['/%ED%A0%80', 'overlong UTF-8'],
    ['/%F5%80%80%80', 'overlong UTF-8'],
    // Decoding what never needs encoding must not make an encoding.
    ['/a%25%32%66b', 'double encoding'],
    ['/a%252%66b', 'double encoding'],
    ['/a%25%32fb', 'double encoding'],
    ['/a%2%65', 'bad percent-encoding'],
    // Bytes that are not UTF-8 are looked at as Latin-1.
    ['/%E9%80', 'control character'],
    ['/%E9\u0440', 'control character'],
    ['/%E9%A0', 'white space at the edge of a segment'],
    // Controls and white space.
    ['/a%00b', 'encoded control character (%00)'],
    ['/a%0Ab', 'encoded control character (%0A)'],
    ['/a%0d%0ab', 'encoded control character (%0d)'],
    ['/a%7f', 'encoded control character (%7f)'],
    ['/a\tb', 'control character'],
    ['/a\nb', 'control character'],
    ['/a%C2%85b', 'control character'],
    ['/a%E2%80%A8b', 'control character'],
    ['/a%EF%BB%BFb', 'control character'],
    ['/admin%20', 'white space at the edge of a segment'],
    ['/%20admin/x', 'white space at the edge of a segment'],
    ['/admin%C2%A0/x', 'white space at the edge of a segment'],
    ['/a%E3%80%80', 'white space at the edge of a segment'],
  ])('%j as %s', (path, detail) => {
    expect(canonicalTarget(`${BASE}${path}`)).toEqual({ reason: 'malformed_path', at: null, detail });
  });

  test('no letter for thirty combining marks, as many as Unicode allows where text is read in bounded time', () => {
    const path = `/e${encodeURIComponent('\u0301'.repeat(30))}`;
    expect(canonicalTarget(`${BASE}${path}`)).toMatchObject({ path });
  });

  test.each([
    ['https://app.example', 'malformed_target'],
    ['https://app.example?x=/a', 'malformed_host'],
    ['ftp://app.example/x', 'malformed_target'],
    ['HTTPS://app.example/x', 'malformed_target'],
    ['/x', 'malformed_target'],
    ['', 'malformed_target'],
    ['https:///x', 'malformed_host'],
    ['https://user:secret@app.example/x', 'malformed_host'],
    ['https://app.example./x', 'malformed_host'],
    ['https://.app.example/x', 'malformed_host'],
    ['https://app..example/x', 'malformed_host'],
    ['https://-app.example/x', 'malformed_host'],
    ['https://app_x.example/x', 'malformed_host'],
    ['https://app.example:/x', 'malformed_host'],
    ['https://app.example:0443/x', 'malformed_host'],
    ['https://[::1/x', 'malformed_host'],
    ['https://[::1]x/x', 'malformed_host'],
    ['https://[fe80::1%25eth0]/x', 'malformed_host'],
    ['https://[1.2.3.4]/x', 'malformed_host'],
    ['https://[:::1]/x', 'malformed_host'],
    ['https://app.example%2f@evil/x', 'malformed_host'],
    ['https://app.example\\evil/x', 'malformed_host'],
    ['https://аpp.example/x', 'malformed_host'],
    ['https://app.example,evil.example/x', 'malformed_host'],
    ['https://app.example/a?b#c', 'malformed_target'],
    ['https://app.example/a|b?c#d', 'malformed_target'],
  ])('%j as %s', (url, reason) => {
    expect(canonicalTarget(url)).toMatchObject({ reason });
  });

  test('but not an address in brackets', () => {
    expect(canonicalTarget('http://[2001:DB8::7]:8787/x')).toMatchObject({ host: '[2001:db8::7]:8787' });
    expect(canonicalTarget('http://[::1]:80/x')).toMatchObject({ host: '[::1]' });
  });

  test('a host that is longer than any name', () => {
    expect(canonicalTarget(`https://${'a.'.repeat(140)}example/x`)).toMatchObject({ reason: 'malformed_host' });
  });
});

describe('canonicalTarget notes what a route must keep', () => {
  test.each<[string, [number, string[]][]]>([
    ['/@scope%2fname', [[0, ['encodedSlash']]]],
    ['/public/..%2fadmin', [[1, ['encodedSlash']]]],
    ['/c/C%23', [[1, ['encodedDelimiters']]]],
    ['/what%3F/x%3b/y%5C', [0, 1, 2].map((index) => [index, ['encodedDelimiters']])],
    ['/a%252fb', [[0, ['encodedDelimiters']]]],
    ['/a/Inc.', [[1, ['dots']]]],
    ['/Inc.../a', [[0, ['dots']]]],
    ['/Inc%2E', [[0, ['dots']]]],
    ['/a;jsessionid=7', [[0, ['semicolons']]]],
    ['/public/..;/admin', [[1, ['semicolons']]]],
    ['/caf%E9', [[0, ['nonUtf8']]]],
    ['/%E0%A4', [[0, ['nonUtf8']]]],
    ['/a/x%2F;y%E9.', [[1, ['encodedSlash', 'dots', 'semicolons', 'nonUtf8']]]],
  ])('%s', (path, odd) => {
    const target = canonicalTarget(`${BASE}${path}`);
    expect('reason' in target ? target : target.odd).toEqual(new Map(odd as [number, string[]][]));
  });

  test.each(['/100%25', '/100%25/a', '/a.b', '/caf%C3%A9', "/a@b:c,d=e&f!g'h", '/a?x=%2F;%23.'])(
    'nothing in %s',
    (path) => {
      expect(canonicalTarget(`${BASE}${path}`)).not.toHaveProperty('odd');
    },
  );
});

describe('the limit on path and query together', () => {
  test('holds to the character', () => {
    const fits = `/${'a'.repeat(MAX_TARGET_CHARACTERS - 1)}`;
    expect(canonicalTarget(`${BASE}${fits}`)).toMatchObject({ path: fits });
    expect(canonicalTarget(`${BASE}${fits}a`)).toMatchObject({ reason: 'target_too_long' });
    expect(canonicalTarget(`${BASE}/?${'a'.repeat(MAX_TARGET_CHARACTERS)}`)).toMatchObject({
      reason: 'target_too_long',
    });
  });

  test('holds for what is forwarded, not only for what came', () => {
    expect(canonicalTarget(`${BASE}/${'é'.repeat(MAX_TARGET_CHARACTERS / 4)}`)).toMatchObject({
      reason: 'target_too_long',
    });
    expect(canonicalTarget(`${BASE}/a?${'é'.repeat(MAX_TARGET_CHARACTERS / 4)}`)).toMatchObject({
      reason: 'target_too_long',
    });
  });
});
