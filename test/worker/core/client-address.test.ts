import { formatAddress } from '@portcullis/rules/engine';
import type { ClientAddressSource } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { createClientReader } from '../../../worker/core/headers/client-address.ts';
import { rangesOf } from '../../rules/engine/sample-engine.ts';

/** @param peer what the runtime says of the socket, `undefined` on Cloudflare */
function read(source: ClientAddressSource, headers: Readonly<Record<string, string>>, peer?: unknown): string | null {
  const request = new Request('https://app.example/', { headers });
  if (peer !== undefined) Object.defineProperty(request, 'cf', { value: { clientIp: peer } });
  const { address } = createClientReader(source)(request);
  return address === null ? null : formatAddress(address);
}

const trustedProxies = rangesOf('10.0.0.0/8', '2001:db8:feed::/48');
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
    ['10.0.0.1', '198.51.100.1,', '198.51.100.1', 'an empty hop is none'],
    ['10.0.0.1', ', ,198.51.100.1,\t, 10.0.0.2,,', '198.51.100.1', 'wherever it stands'],
    ['10.0.0.1', ' , ,', null, 'empty ones alone'],
    ['10.0.0.1', '198.51.100.1:51008', '198.51.100.1', 'a port'],
    ['10.0.0.1', '[2001:db8::7]', '2001:db8::7', 'brackets'],
    ['10.0.0.1', '[2001:db8::7]:443', '2001:db8::7', 'brackets and a port'],
    ['10.0.0.1', '[::ffff:198.51.100.1]:443', '198.51.100.1', 'around a mapped address'],
    ['10.0.0.1', '"198.51.100.1"', '198.51.100.1', 'quotes'],
    ['10.0.0.1', '"198.51.100.1:80"', '198.51.100.1', 'quotes and a port'],
    ['10.0.0.1', '"[2001:db8::7]:443", 10.0.0.2:80', '2001:db8::7', 'all of it, before a proxy with a port'],
    ['10.0.0.1', '1.1.1.1, "198.51.100.1', null, 'half a quote'],
    ['10.0.0.1', '"1.1.1.1, 198.51.100.1', '198.51.100.1', 'half a quote of the client'],
    ['10.0.0.1', '010.0.0.9', null, 'octal'],
    ['10.0.0.1', '010.0.0.9:80', null, 'octal with a port'],
    ['10.0.0.1', '2001:db8::7:443', '2001:db8::7:443', 'what may be a port of IPv6 is read as the address that it is'],
    ['10.0.0.1', '198.51.100.1:', null, 'a port that is empty'],
    ['10.0.0.1', '198.51.100.1:123456', null, 'or too long'],
    ['10.0.0.1', '198.51.100.1:80:80', null, 'or twice'],
    ['10.0.0.1', '[198.51.100.1]:80', null, 'IPv4 in brackets'],
    ['10.0.0.1', '[2001:db8::7', null, 'half a bracket'],
    ['10.0.0.1', '[2001:db8::7]443', null, 'no colon behind the bracket'],
    ['10.0.0.1', '[fe80::1%eth0]:443', null, 'a zone'],
    ['10.0.0.1', '""', null, 'empty quotes'],
    ['10.0.0.1', 'for=198.51.100.1', null, 'an element of another header'],
  ])('peer %s, header %j: %s (%s)', (peer, forwardedFor, expected, _why) => {
    expect(through(peer, forwardedFor)).toBe(expected);
  });

  test('the peer is the one that Cloudflare names, where the gateway stands behind it', () => {
    expect(read(source, { 'cf-connecting-ip': '10.0.0.1', 'x-forwarded-for': '198.51.100.1' })).toBe('198.51.100.1');
    expect(read(source, { 'cf-connecting-ip': '203.0.113.7', 'x-forwarded-for': '198.51.100.1' })).toBe('203.0.113.7');
    expect(read(source, { 'x-forwarded-for': '198.51.100.1' })).toBeNull();
  });
});

describe('behind proxies that write Forwarded (RFC 7239)', () => {
  const source: ClientAddressSource = { kind: 'header', header: 'forwarded', trustedProxies };
  const through = (forwarded: string) => read(source, { forwarded, 'x-forwarded-for': '1.1.1.1' }, '10.0.0.1:1');

  test.each<[string, string | null, string]>([
    ['for=198.51.100.1', '198.51.100.1', 'one hop'],
    ['For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17', 'IPv6 with a port, and capitals'],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60', 'other parameters'],
    ['by=203.0.113.43;proto=https;host="a.example";for=192.0.2.60', '192.0.2.60', 'before it too'],
    ['for=192.0.2.43, for="[2001:db8:feed::17]"', '192.0.2.43', 'two hops, the last a proxy'],
    ['for=1.1.1.1, for=192.0.2.43, for=10.0.0.2', '192.0.2.43', "the client's own words do not count"],
    ['for="192.0.2.43:47011"', '192.0.2.43', 'a port'],
    ['for="192.0.2.43:_port"', '192.0.2.43', 'a port that is hidden'],
    ['for="\\192.0.2.4\\3"', '192.0.2.43', 'escapes (RFC 9110 section 5.6.4)'],
    ['for=192.0.2.43:80', '192.0.2.43', 'without the quotes that it needs'],
    ['for=[2001:db8::1]:80', '2001:db8::1', 'IPv6 too'],
    ['for="2001:db8::1"', '2001:db8::1', 'IPv6 without its brackets'],
    ['for=192.0.2.43; proto=https , , ', '192.0.2.43', 'spaces and empty elements'],
    ['for=192.0.2.43;', '192.0.2.43', 'a semicolon at the end'],
    ['for=192.0.2.43;host="x, for=6.6.6.6"', '192.0.2.43', 'a comma in what the client named as its host'],
    ['for=192.0.2.43;host="x\\", for=6.6.6.6;a=\\""', '192.0.2.43', 'escaped quotes in it'],
    ['for=192.0.2.43;ext="\\\\"', '192.0.2.43', 'an escaped back-slash before the last quote'],
    ['for="1.1.1.1, for=192.0.2.43', '192.0.2.43', 'a quote that the client left open'],
    ['"\\, for=192.0.2.43, for="10.0.0.2:80"', '192.0.2.43', 'with an escape'],
    ['for=1.1.1.1, for=unknown', null, 'a client that the proxy does not know'],
    ['for=1.1.1.1, for=_hidden', null, 'one that it hides'],
    ['for=1.1.1.1, for="_SEVKISEK:80"', null, 'with a port'],
    ['for=1.1.1.1, proto=https;by=10.0.0.1', null, 'a hop without a client'],
    ['for=1.1.1.1, for=192.0.2.43;for=1.1.1.1', null, 'two clients in a hop'],
    ['for=1.1.1.1, for=192.0.2.43;FOR=192.0.2.43', null, 'even the same'],
    ['for=1.1.1.1, for=192.0.2.43 for=1.1.1.1', null, 'no semicolon between'],
    ['for=1.1.1.1, for = 192.0.2.43', null, 'spaces around "="'],
    ['for=1.1.1.1, for=192.0.2.43;host=a b', null, 'a value that needs quotes'],
    ['for=1.1.1.1, for="192.0.2.43', null, 'half a quote'],
    ['for=1.1.1.1, for=', null, 'nothing'],
    ['for=1.1.1.1, for=""', null, 'nothing in quotes'],
    ['for=1.1.1.1, 192.0.2.43', null, 'no parameter'],
    ['for=1.1.1.1, =192.0.2.43', null, 'no name'],
    ['for=012.0.0.1', null, 'octal'],
    ['for=10.0.0.2', null, 'proxies alone are no client'],
    ['', null, 'an empty header'],
  ])('%s: %s (%s)', (forwarded, expected, _why) => {
    expect(through(forwarded)).toBe(expected);
  });

  test('from a peer that is no proxy it does not count', () => {
    expect(read(source, { forwarded: 'for=1.1.1.1' }, '192.0.2.43:1')).toBe('192.0.2.43');
  });

  test('X-Forwarded-For does not count, nor does Forwarded where the rules name the other', () => {
    expect(read(source, { 'x-forwarded-for': '1.1.1.1' }, '10.0.0.1:1')).toBeNull();
    const other: ClientAddressSource = { ...source, header: 'x-forwarded-for' };
    expect(read(other, { forwarded: 'for=1.1.1.1' }, '10.0.0.1:1')).toBeNull();
  });
});
