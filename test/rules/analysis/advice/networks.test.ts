import { describe, expect, test } from 'vitest';
import { advised, anyone, rolesAccess, routeOf } from './written.ts';

describe("a list that opens to what shares Cloudflare's egress", () => {
  test.each([
    ['2a06:98c0:3600::/48', true],
    ['2a06:98c0:3600::103', true],
    ['2a06:98c0:3600:8000::/49', true],
    ['2A06:98C0:3600:0:0:0:0:0/64', true],
    ['2a06:98c0::/29', true],
    ['2a06:98c0:3601::/48', false],
    ['2a06:98c0:35ff:ffff::/64', false],
    ['2001:db8::/32', false],
    ['42.6.152.192/32', false],
  ])('%s', (network, isAdvised) => {
    for (const access of [rolesAccess({ addresses: ['a'] }), { ...anyone, addresses: ['a'] }]) {
      const routes = [routeOf('/x', { methods: ['GET'], access })];
      const found = advised({ routes }, { a: ['192.0.2.1', network] }).filter(({ code }) => code === 'shared_egress');
      expect(found.map(({ at }) => at)).toEqual(isAdvised ? ['a.txt:2'] : []);
    }
  });

  test('but not one that closes', () => {
    const deny = { addresses: ['a'], at: 'r:1' };
    expect(advised({ deny }, { a: ['2a06:98c0:3600::/48'] })).toEqual([]);
  });
});

describe('trusted proxies', () => {
  test.each([
    ['2a06:98c0:3600::/48', ['shared_egress']],
    ['2a06:98c0::/29', ['shared_egress']],
    ['104.16.0.0/13', ['wide_trusted_proxies']],
    ['128.0.0.0/1', ['wide_trusted_proxies']],
    ['2400::/12', ['wide_trusted_proxies']],
    ['10.0.0.0/7', ['wide_trusted_proxies']],
    ['10.0.0.0/8', []],
    ['192.168.0.0/16', []],
    ['fd00::/8', []],
    ['203.0.113.0/24', []],
    ['203.0.113.7', []],
    ['2001:db8:1::/48', []],
  ])('%s', (network, codes) => {
    const found = advised({}, {}, ['192.0.2.1', network]);
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual(codes.map((code) => `${code} proxies.txt:2`));
  });
});
