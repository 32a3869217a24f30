import { describe, expect, test } from 'vitest';
import type { HeaderSettings } from '../../../../rules/src/settings/headers/policy.ts';
import { PROFILES } from '../../../../rules/src/settings/headers/profiles.ts';
import { responsePolicy } from '../../../../rules/src/settings/headers/response-policy.ts';
import { advised, routeOf, said } from './written.ts';

/** Messages about openings of the profile `app` with these settings in place of its own. */
function openingsOf(changes: Partial<HeaderSettings>): string[] {
  const headers = responsePolicy({ ...PROFILES.app, ...changes }, { hsts: 'max-age=300', observed: false });
  return said(advised({ routes: [routeOf('/x', { headers }), routeOf('/y')] }))
    .filter((line) => line.startsWith('header_opening '))
    .map((line) => line.replace('header_opening rules.yaml:30 ', '').replace(', on route "/x".', ''));
}

const csp = (directive: string, ...sources: string[]): Partial<HeaderSettings> => ({
  csp: { ...(PROFILES.app.csp as object), [directive]: sources },
});

describe('what the headers of a route let through is listed', () => {
  test.each<[string, Partial<HeaderSettings>, string]>([
    [
      'inline scripts',
      csp('script-src', "'self'", "'unsafe-inline'"),
      "Scripts that an attacker writes into a page run, by 'unsafe-inline' in script-src",
    ],
    ['eval', csp('script-src', "'unsafe-eval'"), "Text may run as code, by 'unsafe-eval' in script-src"],
    ['code from anywhere', csp('script-src', 'https:'), 'Code comes in from anywhere, by https: in script-src'],
    ['scripts in URLs', csp('script-src', 'data:'), 'Code comes in from anywhere, by data: in script-src'],
    ['requests to any host', csp('connect-src', "'self'", '*'), 'Pages may talk to any host, by * in connect-src'],
    ['any socket', csp('connect-src', 'wss:'), 'Pages may talk to any host, by wss: in connect-src'],
    ['forms to any host', csp('form-action', 'https:'), 'Pages may talk to any host, by https: in form-action'],
    ['images of any host', csp('img-src', '*'), 'Pages may talk to any host, by * in img-src'],
    ['frames of any site', { frameAncestors: ['*'] }, 'Any site may frame the pages'],
    ['a feature for all', { permissions: { camera: ['*'] } }, 'Every site may use camera in frames'],
    ['whole URLs for others', { referrerPolicy: 'unsafe-url' }, 'Other sites learn the path of pages'],
    ['a policy taken out', { csp: 'none' }, 'No Content-Security-Policy goes out, and that of the app is taken out'],
    ["the app's own", { csp: 'origin' }, "The app's own Content-Security-Policy is the policy, if it has one"],
    [
      'a placeholder',
      { nonce: { kind: 'placeholder', text: 'q8ZcT2mWk4YvR7bNfX1dLs' } },
      'A text in the pages of the app is replaced by the nonce',
    ],
  ])('%s', (_name, changes, expected) => {
    expect(openingsOf(changes)).toContain(expected);
  });

  test.each<[string, Partial<HeaderSettings>]>([
    ['the profile itself', {}],
    ['strict', PROFILES.strict],
    [
      'inline scripts that a hash takes back',
      csp('script-src', "'unsafe-inline'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"),
    ],
    ['hosts that are named', csp('connect-src', "'self'", 'https://api.example.com', 'wss://*.example.com')],
    ['images in the page', csp('img-src', "'self'", 'data:', 'blob:')],
  ])('nothing for %s', (_name, changes) => {
    expect(openingsOf(changes)).toEqual([]);
  });
});
