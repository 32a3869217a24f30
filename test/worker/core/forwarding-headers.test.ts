import { describe, expect, test } from 'vitest';
import { setForwardingHeaders } from '../../../worker/core/headers/forwarding-headers.ts';
import { nextTraceparent } from '../../../worker/core/headers/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('nextTraceparent', () => {
  test.each(['00', '01', 'ff'])('continues the trace with flags %s and a span of its own', (flags) => {
    const next = nextTraceparent(`00-${TRACE}-${SPAN}-${flags}`);
    expect(next).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-${flags}$`));
    expect(next).not.toContain(SPAN);
    expect(next).not.toContain('0000000000000000-');
  });

  test.each([
    '',
    'x',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-0`,
    `00-${TRACE}-${SPAN}-01-x`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
  ])('%j is no trace to continue', (inbound) => {
    expect(nextTraceparent(inbound)).toBeNull();
  });

  test('never names the same span twice', () => {
    const inbound = `00-${TRACE}-${SPAN}-01`;
    expect(new Set(Array.from({ length: 100 }, () => nextTraceparent(inbound))).size).toBe(100);
  });
});

describe('setForwardingHeaders', () => {
  const target = { scheme: 'https', host: 'acme.app.example:8443', path: '/x', query: '' } as const;
  const set = (
    clientAddress: string | null,
    upgradesToWebSocket = false,
    inbound: Readonly<Record<string, string>> = {},
    forwarded = false,
  ) =>
    Object.fromEntries(
      setForwardingHeaders(new Headers(inbound), {
        target,
        context: 'signed',
        clientAddress,
        upgradesToWebSocket,
        traceparent: inbound['traceparent'] ?? null,
        references: [],
        origin: { path: null, forwarded },
        changes: null,
        identity: [],
        originBase: 'https://origin.example',
      }),
    );

  test.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1', '"[2001:db8::1]"'],
    [null, undefined, 'unknown'],
  ])('for the client %s', (address, forwardedFor, node) => {
    const headers = {
      'portcullis-context': 'signed',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'acme.app.example:8443',
      ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
      via: '1.1 portcullis',
    };
    expect(set(address)).toEqual(headers);
    const forwarded = `for=${node};host="acme.app.example:8443";proto=https`;
    expect(set(address, false, {}, true)).toEqual({ ...headers, forwarded });
  });

  test('upgrades to WebSocket and to nothing else', () => {
    expect(set(null, true)).toMatchObject({ upgrade: 'websocket' });
    expect(set(null, false)).not.toHaveProperty('upgrade');
  });

  test('takes the place of whatever is there', () => {
    expect(
      set('203.0.113.7', false, { 'portcullis-context': 'evil', 'x-forwarded-host': 'evil', via: 'evil' }),
    ).toMatchObject({
      'portcullis-context': 'signed',
      'x-forwarded-host': 'acme.app.example:8443',
      via: '1.1 portcullis',
    });
  });

  test("keeps the vendors' part of a trace that goes on, and drops that of one that does not (W3C Trace Context)", () => {
    expect(set(null, false, { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1' })).toMatchObject({
      tracestate: 'a=1',
    });
    const ended = set(null, false, { traceparent: 'x', tracestate: 'a=1' });
    expect(ended).not.toHaveProperty('tracestate');
    expect(ended).not.toHaveProperty('traceparent');
  });
});
