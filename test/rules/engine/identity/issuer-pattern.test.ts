import { describe, expect, test } from 'vitest';
import { isOfManyDirectories, matchesIssuer, readIssuer } from '../../../../rules/src/engine/index.ts';

describe('a pattern of issuers', () => {
  test.each([
    ['https://acme.okta.com', 'https://acme.okta.com'],
    ['https://*.okta.com', 'https://acme.okta.com'],
    ['https://*.auth0.com/', 'https://acme.auth0.com/'],
    ['https://login.microsoftonline.com/*/v2.0', 'https://login.microsoftonline.com/1-2/v2.0'],
    ['https://*.example.com:8443/*', 'https://a.example.com:8443/x'],
  ])('%s stands for %s', (pattern, issuer) => {
    expect(matchesIssuer(pattern, issuer)).toBe(true);
  });

  test.each([
    ['https://acme.okta.com', 'https://acme.okta.com/'],
    ['https://acme.okta.com', 'https://globex.okta.com'],
    ['https://*.okta.com', 'https://okta.com'],
    ['https://*.okta.com', 'https://.okta.com'],
    ['https://*.okta.com', 'https://a.b.okta.com'],
    ['https://*.okta.com', 'https://evilokta.com'],
    ['https://*.okta.com', 'https://acme.okta.com.evil.example'],
    ['https://*.okta.com', 'https://acme.okta.com:8443'],
    ['https://*.okta.com', 'http://acme.okta.com'],
    ['https://*.okta.com', 'https://acme.okta.com/oauth2'],
    ['https://*.okta.com', 'https://*.okta.com'],
    ['https://login.example.com/*/v2.0', 'https://login.example.com//v2.0'],
    ['https://login.example.com/*/v2.0', 'https://login.example.com/a/b/v2.0'],
    ['https://login.example.com/*/v2.0', 'https://login.example.com/a/v2.0/'],
    ['https://login.example.com/*', 'https://evil.example/a'],
  ])('%s does not stand for %s', (pattern, issuer) => {
    expect(matchesIssuer(pattern, issuer)).toBe(false);
  });
});

describe('an issuer that a tenant names', () => {
  test.each(['https://acme.okta.com', 'https://acme.auth0.com/', 'https://idp.example.com:8443/realms/acme'])(
    'may be %s',
    (issuer) => {
      expect(readIssuer(issuer, false)?.href).toContain(issuer);
    },
  );

  test.each([
    'http://acme.okta.com',
    'https://localhost',
    'https://idp',
    'https://idp.local',
    'https://idp.internal',
    'https://printer.lan',
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://10.0.0.1',
    'https://169.254.169.254/latest',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://[fd00::1]/x',
    'https://user@acme.okta.com',
    'https://acme.okta.com.',
    'https://ACME.okta.com',
    'https://acme.okta.com?x',
    'https://acme.okta.com#x',
    'https://acme.okta.com/a/../b',
    'https://acme.okta.com/%2e%2e/b',
    'https:\\\\acme.okta.com',
    ' https://acme.okta.com',
    'https://acme.okta.com\n',
    'https://acme.okta.com:443',
    `https://acme.okta.com/${'x'.repeat(128)}`,
    'ftp://acme.okta.com',
    'javascript:alert(1)',
    '',
  ])('is never %j', (issuer) => {
    expect(readIssuer(issuer, false)).toBeNull();
  });

  test('is on the machine itself in development alone', () => {
    expect(readIssuer('http://127.0.0.1:9000', true)).not.toBeNull();
    expect(readIssuer('http://localhost:9000', true)).not.toBeNull();
    expect(readIssuer('http://127.0.0.1:9000', false)).toBeNull();
    expect(readIssuer('http://10.0.0.1', true)).toBeNull();
    expect(readIssuer('https://10.0.0.1', true)).toBeNull();
  });
});

test.each([
  ['https://login.microsoftonline.com/common/v2.0', true],
  ['https://login.microsoftonline.com/organizations', true],
  ['https://login.microsoftonline.us/consumers/v2.0', true],
  ['https://login.microsoftonline.com/1-2/v2.0', false],
  ['https://login.microsoftonline.com.evil.example/common/v2.0', false],
  ['https://acme.okta.com/common/v2.0', false],
])('%s is of many directories: %s', (issuer, many) => {
  expect(isOfManyDirectories(issuer)).toBe(many);
});
