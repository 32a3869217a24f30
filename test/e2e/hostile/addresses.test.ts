import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const origin = await originOfFile();
const PARTS = {
  origins: { app: origin.url },
  more: 'addresses: { office: [10.0.0.0/8, "2001:db8:1::/48"], v4only: [198.51.100.7], blocked: [203.0.113.0/24, "2001:db8:bad::/48"] }\ndeny: { addresses: [blocked] }',
  routes: [
    'id: open, path: /open, access: public',
    'id: office, path: /office, access: { public: true, addresses: [office] }',
    'id: v4only, path: /v4only, access: { public: true, addresses: [v4only] }',
    'id: owners, path: /owners, access: { roles: [owner], addresses: [office] }',
  ],
};
/** Behind a proxy of ours that says where clients are. */
const behindProxy = await gatewayOfFile({ rules: testRules({ ...PARTS, clientAddress: ADDRESS_FROM_HEADER }) });
/** Directly on the network. */
const direct = await gatewayOfFile({ rules: testRules(PARTS) });

function from(address: string | readonly string[], path = '/office'): Promise<Reply> {
  return send(behindProxy, path, { headers: { 'x-forwarded-for': address } });
}

async function expectForbidden(asking: Promise<Reply>): Promise<void> {
  expectRefusal(await unreached(origin, () => asking), 403, 'forbidden');
}

describe('a listed address', () => {
  test.each([
    ['10.0.0.0', '10.0.0.0'],
    ['10.255.255.255', '10.255.255.255'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:0a01:0203', '10.1.2.3'],
    ['2001:db8:1::', '2001:db8:1::'],
    ['2001:0DB8:0001:ffff::1', '2001:db8:1:ffff::1'],
    ['10.1.2.3:51008', '10.1.2.3'],
    ['[2001:db8:1::7]', '2001:db8:1::7'],
    ['[2001:db8:1::7]:443', '2001:db8:1::7'],
    ['"[2001:db8:1::7]:443"', '2001:db8:1::7'],
    ['10.1.2.3, ,', '10.1.2.3'],
  ])('%s passes, and the origin is told %s', async (address, told) => {
    expect((await from(address)).status).toBe(200);
    expect((await contextOf(behindProxy, origin.seen.at(-1))).cip).toBe(told);
    expect(origin.seen.at(-1)?.headers['x-forwarded-for']).toEqual([told]);
  });
});

describe('an address that is not listed, or that cannot be read in one way only', () => {
  test.each(
    [
      ...['9.255.255.255', '11.0.0.0', '2001:db8:2::1', '2001:db8::1', '::1', '::'],
      ...[
        '010.0.0.1',
        '012.0.0.1',
        '0x0a.0.0.1',
        '0xa000001',
        '10.1',
        '10.0.1',
        '167772161',
        '10.0.0.1.',
        '10.0.0.256',
        '10.0.0.1.1',
      ],
      ...['::10.0.0.1', '::ffff:0:10.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b::a00:1', '::ffff:010.0.0.1'],
      ...['[10.0.0.1]', '10.0.0.1:', '10.0.0.1:x', '[2001:db8:1::1]443', '2001:db8:1::1%eth0', 'fe80::1%lo'],
      ...[
        '2001:db8:1:::1',
        '2001:db8:1::1::',
        '2001:db8:1::12345',
        '10.0.0.1/8',
        '10.0.0.1;',
        '"10.0.0.1',
        'for=10.0.0.1',
      ],
      ...[
        '1\u0660.0.0.1',
        '\u00b9\u2070.0.0.1',
        '10\u3002 0.0.1',
        '\u200a10.0.0.1',
        '10.0.0.1\u00a0',
        'unknown',
        '_hidden',
        'localhost',
        '-',
        ',',
        '',
      ],
    ].map((address) => Buffer.from(address, 'utf8').toString('latin1')),
  )('%j is refused', async (address) => {
    await expectForbidden(from(address));
  });

  test('a missing header is refused too, on lists and, since there is a deny list, everywhere', async () => {
    await expectForbidden(send(behindProxy, '/office'));
    await expectForbidden(send(behindProxy, '/open'));
  });

  test('an IPv6 client of an IPv4 list is refused, and no error', async () => {
    await expectForbidden(from('2001:db8:1::1', '/v4only'));
    expect((await from('::ffff:198.51.100.7', '/v4only')).status).toBe(200);
  });
});

describe('a denied address', () => {
  test.each(['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.9', '::ffff:cb00:7109', '2001:db8:bad:1::'])(
    '%s is refused everywhere',
    async (address) => {
      await expectForbidden(from(address, '/open'));
      await expectForbidden(from(address, '/.portcullis/health'));
    },
  );

  test('is refused before a session is looked at', async () => {
    const headers = { cookie: await behindProxy.mint.cookie(), 'x-forwarded-for': '203.0.113.9' };
    await expectForbidden(send(behindProxy, '/owners', { headers }));
  });
});

describe('the forwarding header', () => {
  test('is read from the right: what a client writes before its proxy counts for nothing', async () => {
    await expectForbidden(from('10.0.0.1, 192.0.2.1'));
    await expectForbidden(from(['10.0.0.1', '192.0.2.1']));
    expect((await from('192.0.2.1, 10.0.0.1')).status).toBe(200);
    expect((await from('203.0.113.9, 10.0.0.1', '/open')).status).toBe(200);
  });

  test('with trusted hops at the right end is read past them, and not past a stranger', async () => {
    expect((await from('192.0.2.1, 10.0.0.1, 127.0.0.1')).status).toBe(200);
    await expectForbidden(from('10.0.0.1, 192.0.2.1, 127.0.0.1'));
    await expectForbidden(from('127.0.0.1'));
    await expectForbidden(from('10.0.0.1, nonsense, 127.0.0.1'));
  });

  test.each([
    'X-Real-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'Forwarded',
    'X-Client-IP',
    'X_Forwarded_For',
    'Fastly-Client-IP',
    'X-Cluster-Client-IP',
  ])('%s is none, and does not reach the origin', async (name) => {
    await expectForbidden(
      send(behindProxy, '/office', { headers: { [name]: '10.0.0.1', 'x-forwarded-for': '192.0.2.1' } }),
    );
    const headers = { [name]: '10.9.9.9', 'x-forwarded-for': '10.0.0.1' };
    expect((await send(behindProxy, '/office', { headers })).status).toBe(200);
    expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain('10.9.9.9');
  });

  test.each([
    'X-Forwarded-For',
    'CF-Connecting-IP',
    'CF-Connecting-IPv6',
    'X-Real-IP',
    'True-Client-IP',
    'Forwarded',
    'CF-Pseudo-IPv4',
    'WL-Proxy-Client-IP',
    'Proxy-Client-IP',
  ])('%s is not believed without a proxy', async (name) => {
    const headers = { [name]: name === 'Forwarded' ? 'for=10.0.0.1' : '10.0.0.1' };
    await expectForbidden(send(direct, '/office', { headers }));
    expect((await send(direct, '/open', { headers })).status).toBe(200);
    expect((await contextOf(direct, origin.seen.at(-1))).cip).toBe('127.0.0.1');
    expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain('10.0.0.1');
  });
});
