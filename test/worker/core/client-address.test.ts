import { compileRanges, formatAddress, parsePrefix } from '@portcullis/rules/engine';
import type { ClientAddressSource } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { createClientAddressReader } from '../../../worker/core/client-address.ts';

/** @param peer what the runtime says of the socket, `undefined` on Cloudflare */
function read(source: ClientAddressSource, headers: Readonly<Record<string, string>>, peer?: unknown): string | null {
  const request = new Request('https://app.example/', { headers });
  if (peer !== undefined) Object.defineProperty(request, 'cf', { value: { clientIp: peer } });
  const address = createClientAddressReader(source)(request);
  return address === null ? null : formatAddress(address);
}

const cloudflare: ClientAddressSource = { kind: 'cloudflare' };
const SPOOFED = {
  'x-forwarded-for': '10.0.0.1',
  'x-real-ip': '10.0.0.1',
  'true-client-ip': '10.0.0.1',
  forwarded: 'for=10.0.0.1',
  'x-client-ip': '10.0.0.1',
};

describe('on Cloudflare', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
  ])('CF-Connecting-IP %s is %s', (value, expected) => {
    expect(read(cloudflare, { ...SPOOFED, 'cf-connecting-ip': value })).toBe(expected);
  });

  test('no other header counts, and without CF-Connecting-IP the address is unknown', () => {
    expect(read(cloudflare, SPOOFED)).toBeNull();
  });

  test.each([
    '',
    '012.0.0.1',
    '0x7f.1',
    '127.1',
    '2130706433',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.4:80',
    '[::1]',
    'fe80::1%eth0',
    '::1.2.3.4',
    '1.2.3.4, 5.6.7.8',
    '203.0.113.7 x',
    'unknown',
    '1.2.3.4/32',
    ':::',
    '1:2:3:4:5:6:7:8:9',
  ])('%j is no address', (value) => {
    expect(read(cloudflare, { 'cf-connecting-ip': value })).toBeNull();
  });
});

describe('on plain workerd', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[::ffff:203.0.113.7]:51234', '203.0.113.7'],
    ['unix:/tmp/socket', null],
    ['', null],
    ['127.1', null],
  ])('the socket says %j: %s', (peer, expected) => {
    expect(read(cloudflare, {}, peer)).toBe(expected);
  });

  test("CF-Connecting-IP is the client's own word and does not count", () => {
    expect(read(cloudflare, { ...SPOOFED, 'cf-connecting-ip': '10.0.0.1' }, '203.0.113.7:1')).toBe('203.0.113.7');
    expect(read(cloudflare, { 'cf-connecting-ip': '10.0.0.1' }, 'unix:x')).toBeNull();
  });
});

describe("behind proxies of one's own", () => {
  const trustedProxies = compileRanges(
    ['10.0.0.0/8', '2001:db8:feed::/48'].flatMap((text) => {
      const prefix = parsePrefix(text);
      return 'problem' in prefix ? [] : [prefix];
    }),
  );
  const source: ClientAddressSource = { kind: 'header', header: 'X-Forwarded-For', trustedProxies };
  const through = (peer: string, forwardedFor?: string) =>
    read(source, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }, peer);

  test.each<[string, string | undefined, string | null, string]>([
    ['203.0.113.7', '198.51.100.1', '203.0.113.7', 'a peer that is no proxy is the client, whatever it claims'],
    ['203.0.113.7', undefined, '203.0.113.7', 'with or without the header'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1', 'one hop'],
    ['10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1', 'two hops'],
    ['10.0.0.1', '198.51.100.1,10.0.0.3,\t10.0.0.2', '198.51.100.1', 'three hops'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1', 'what the client wrote itself does not count'],
    ['10.0.0.1', '1.1.1.1, 10.9.9.9, 198.51.100.1, 10.0.0.2', '198.51.100.1', 'nor does a proxy that it made up'],
    ['10.0.0.1', '2001:db8::7', '2001:db8::7', 'IPv6 client'],
    ['[2001:db8:feed::1]:9', '198.51.100.1', '198.51.100.1', 'IPv6 proxy'],
    ['::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1', 'mapped addresses'],
    ['10.0.0.1', undefined, null, 'a proxy that names nobody'],
    ['10.0.0.1', '', null, 'an empty header'],
    ['10.0.0.1', '10.0.0.2', null, 'proxies alone are no client'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', null, 'however many'],
    ['10.0.0.1', '198.51.100.1, unknown', null, 'a hop that cannot be read hides all before it'],
    ['10.0.0.1', '198.51.100.1, _hidden, 10.0.0.2', null, 'wherever it stands'],
    ['10.0.0.1', '198.51.100.1,', null, 'an empty hop too'],
    ['10.0.0.1', '010.0.0.9', null, 'octal'],
    ['10.0.0.1', '198.51.100.1:80', null, 'a port'],
    ['10.0.0.1', '"198.51.100.1"', null, 'quotes'],
  ])('peer %s, header %j: %s (%s)', (peer, forwardedFor, expected, _why) => {
    expect(through(peer, forwardedFor)).toBe(expected);
  });

  test('the peer is the one that Cloudflare names, where the gateway stands behind it', () => {
    expect(read(source, { 'cf-connecting-ip': '10.0.0.1', 'x-forwarded-for': '198.51.100.1' })).toBe('198.51.100.1');
    expect(read(source, { 'cf-connecting-ip': '203.0.113.7', 'x-forwarded-for': '198.51.100.1' })).toBe('203.0.113.7');
    expect(read(source, { 'x-forwarded-for': '198.51.100.1' })).toBeNull();
  });
});
