import { expect, test } from 'vitest';
import { clientTimeZone, connectionFacts } from '../../../worker/core/headers/connection-facts.ts';

/** A request of which the platform tells `cf`; headers are the client's own. */
function toldOf(cf: unknown, headers: Record<string, string> = {}) {
  const request = new Request('https://app.example/', { headers });
  return connectionFacts(Object.assign(request, { cf }) as unknown as Parameters<typeof connectionFacts>[0]);
}

test('what Cloudflare tells is taken as it is', () => {
  expect(toldOf({ tlsVersion: 'TLSv1.2', country: 'DE', asn: 64496, city: 'x' })).toEqual({
    tlsVersion: 'TLSv1.2',
    country: 'DE',
    asn: 64496,
  });
});

const UNKNOWN = { tlsVersion: null, country: null, asn: null };

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['nulls', { tlsVersion: null, country: null, asn: null }],
  ['other types', { tlsVersion: 1.3, country: 49, asn: '64496' }],
  ['lists', { tlsVersion: ['TLSv1.3'], country: ['DE'], asn: [64496] }],
  ['an unknown country', { country: 'XX' }],
  ['the Tor network', { country: 'T1' }],
])('%s tells nothing', (_name, cf) => {
  expect(toldOf(cf)).toEqual(UNKNOWN);
});

test('no header of the client tells anything', () => {
  const headers = { 'cf-ipcountry': 'DE', 'cf-connecting-ip': '192.0.2.1', cf: '{"country":"DE"}' };
  expect(toldOf(undefined, headers)).toEqual(UNKNOWN);
  expect(toldOf({ country: 'FR' }, headers).country).toBe('FR');
});

test.each<[unknown, string | null]>([
  [{ timezone: 'Europe/Berlin' }, 'Europe/Berlin'],
  [{ timezone: 60 }, null],
  [{}, null],
  [null, null],
  [undefined, null],
])('the time zone of %j', (cf, zone) => {
  const request = Object.assign(new Request('https://app.example/'), { cf });
  expect(clientTimeZone(request as unknown as Parameters<typeof clientTimeZone>[0])).toBe(zone);
});
