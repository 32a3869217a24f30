import { compileRanges, parsePrefix } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { createClientReader } from '../../../worker/core/headers/client-address.ts';

describe('how the client came', () => {
  const trustedProxies = compileRanges(
    ['10.0.0.0/8'].flatMap((text) => {
      const prefix = parsePrefix(text);
      return 'problem' in prefix ? [] : [prefix];
    }),
  );
  const schemeBehind = (header: string, headers: Readonly<Record<string, string>>, peer = '10.0.0.1:1') => {
    const request = new Request('https://app.example/', { headers });
    Object.defineProperty(request, 'cf', { value: { clientIp: peer } });
    return createClientReader({ kind: 'header', header, trustedProxies })(request).scheme;
  };

  test.each<[string, 'http' | 'https']>([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http', 'http'],
    ['https, http', 'http'],
    ['http, https', 'http'],
    ['https, https', 'http'],
    ['https,', 'http'],
    ['wss', 'http'],
    ['', 'http'],
    ['"https"', 'http'],
    ['on', 'http'],
  ])('X-Forwarded-Proto: %s of a trusted proxy is %s', (value, expected) => {
    expect(schemeBehind('x-forwarded-for', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': value })).toBe(
      expected,
    );
  });

  test.each<[string, 'http' | 'https' | null]>([
    ['for=192.0.2.1;proto=https', 'https'],
    ['for=192.0.2.1;Proto="HTTPS"', 'https'],
    ['for=192.0.2.1;proto=http', 'http'],
    ['for=6.6.6.6;proto=https, for=192.0.2.1;proto=http', 'http'],
    ['for=6.6.6.6;proto=https, for=192.0.2.1', null],
    ['for=192.0.2.1;proto=https, for=10.0.0.2;proto=http', 'https'],
    ['for=192.0.2.1;proto=http, for=10.0.0.2;proto=https', 'http'],
    ['for=192.0.2.1;proto=https;proto=http', 'http'],
    ['for=192.0.2.1;proto=https;proto=https', 'http'],
    ['for=192.0.2.1;host="x;proto=https";proto=http', 'http'],
    ['for=192.0.2.1;host=x y;proto=https', 'http'],
    ['for=192.0.2.1;proto=', 'http'],
    ['for=192.0.2.1;proto=wss', 'http'],
    ['for=unknown;proto=https', 'https'],
    ['for=10.0.0.2;proto=https', 'https'],
  ])('Forwarded: %s of a trusted proxy is %s', (forwarded, expected) => {
    const headers = { forwarded, 'x-forwarded-proto': expected === 'https' ? 'http' : 'https' };
    expect(schemeBehind('forwarded', headers)).toBe(expected);
  });

  test('is not told where no trusted proxy tells it', () => {
    const told = {
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-proto': 'https',
      forwarded: 'for=192.0.2.1;proto=https',
    };
    expect(schemeBehind('x-forwarded-for', told, '192.0.2.9:1')).toBeNull();
    expect(schemeBehind('forwarded', told, '192.0.2.9:1')).toBeNull();
    expect(schemeBehind('x-forwarded-for', { 'x-forwarded-for': '192.0.2.1' })).toBeNull();
    expect(schemeBehind('x-forwarded-for', { forwarded: 'for=192.0.2.1;proto=https' })).toBeNull();
    expect(schemeBehind('forwarded', { 'x-forwarded-proto': 'https' })).toBeNull();
    expect(
      createClientReader({ kind: 'cloudflare' })(new Request('http://app.example/', { headers: told })).scheme,
    ).toBeNull();
  });
});
