import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import { pageHeaders } from '../../support/response-policy.ts';
import { BASE_RULES, edited, readBaseFile } from './base-rules.ts';

function headersOf(text: string, index: number): ReadonlyMap<string, string> {
  const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return new Map(pageHeaders(result.policy.routes[index]?.headers));
}

function withTop(headers: string): string {
  return edited('headers: strict', `headers: ${headers}`);
}

function withRoute(text: string, headers: string): string {
  return text.replace('    limits: [api]', `    limits: [api]\n    headers: ${headers}`);
}

describe('response headers', () => {
  it('are strict where nothing is said', () => {
    const headers = headersOf(edited('headers: strict\n', ''), 0);
    expect(headers).toEqual(headersOf(BASE_RULES, 0));
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "media-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; " +
        "object-src 'none'; frame-ancestors 'none'; report-uri /.portcullis/reports",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('permissions-policy')).toContain('camera=(), ');
  });

  it.each([
    [`["'none'"]`, 'DENY'],
    [`["'self'"]`, 'SAMEORIGIN'],
    ['[https://portal.example.com]', undefined],
    [`["'self'", https://portal.example.com]`, undefined],
  ])('say of frames in %s what browsers without CSP understand', (ancestors, frameOptions) => {
    const headers = headersOf(withTop(`{ frameAncestors: ${ancestors} }`), 0);
    expect(headers.get('x-frame-options')).toBe(frameOptions);
    expect(headers.get('content-security-policy')).toContain(
      `frame-ancestors ${ancestors.replaceAll(/[[\],"]/g, '')};`,
    );
  });

  it('of a route adjust those of the gateway', () => {
    const text = withRoute(
      withTop('{ referrerPolicy: no-referrer }'),
      '{ csp: { img-src: [https://img.example.com] } }',
    );
    expect(headersOf(text, 2).get('referrer-policy')).toBe('no-referrer');
    expect(headersOf(text, 2).get('content-security-policy')).toContain('; img-src https://img.example.com; ');
    expect(headersOf(text, 0).get('content-security-policy')).toContain("; img-src 'self' data:; ");
  });

  it.each(['strict', '{ profile: strict }'])('of a route that say %s start afresh', (headers) => {
    const text = withRoute(withTop('{ referrerPolicy: no-referrer }'), headers);
    expect(headersOf(text, 2)).toEqual(headersOf(BASE_RULES, 2));
  });

  it('allow a feature to named sites', () => {
    const headers = headersOf(withTop('{ permissions: { camera: [self, https://scan.example.com] } }'), 0);
    expect(headers.get('permissions-policy')).toContain('camera=(self "https://scan.example.com"), ');
  });

  it('accept hashes and inline styles, which are not code', () => {
    const hash = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    const headers = headersOf(
      withTop(`{ csp: { script-src: ["${hash}"], style-src: ["'self'", "'unsafe-inline'"] } }`),
      0,
    );
    expect(headers.get('content-security-policy')).toContain(`script-src ${hash}; style-src 'self' 'unsafe-inline';`);
  });
});
