import { decisionSteps, minuteOfWeek, type RequestFacts } from '@portcullis/rules/engine';
import type { Conditions } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionAt, engineOf, NO_CONDITIONS, NOW, rolesAccess, routeOf } from '../../engine/sample-engine.ts';

const LINES = { tenant: 2, tls: 3, countries: 4, asns: 5, times: 6, from: 7, until: 8 };

function outcome(
  conditions: Partial<Conditions>,
  request: Partial<RequestFacts> = {},
  urlTenant: string | null = 'acme',
) {
  const access = rolesAccess({ conditions: { ...NO_CONDITIONS, ...conditions } });
  const route = routeOf('/x', { access, at: 'rules.yaml:1', lines: LINES });
  const refusal = decisionSteps.authorize(engineOf(), decisionAt(route, { request, urlTenant }));
  return refusal === null ? 'pass' : `${refusal.reason} ${refusal.at}`;
}

describe('the tenant in the host', () => {
  test('is asked for only where required', () => {
    expect(outcome({ tenant: 'required' })).toBe('pass');
    expect(outcome({ tenant: 'required' }, {}, null)).toBe('tenant_missing rules.yaml:2');
    expect(outcome({ minTls: 2 }, {}, null)).toBe('pass');
  });
});

describe('TLS', () => {
  test.each([
    [2, 'TLSv1.2', 'pass'],
    [2, 'TLSv1.3', 'pass'],
    [3, 'TLSv1.3', 'pass'],
    [3, 'TLSv1.2', 'tls_too_old rules.yaml:3'],
    [2, 'TLSv1.1', 'tls_too_old rules.yaml:3'],
    [2, 'TLSv1', 'tls_too_old rules.yaml:3'],
    [2, 'SSLv3', 'tls_too_old rules.yaml:3'],
    [2, 'tlsv1.3', 'tls_too_old rules.yaml:3'],
    [2, '', 'tls_too_old rules.yaml:3'],
    [2, null, 'tls_too_old rules.yaml:3'],
  ] as const)('1.%i or newer, with %s: %s', (minTls, tlsVersion, expected) => {
    expect(outcome({ minTls }, { tlsVersion })).toBe(expected);
  });
});

describe('countries and networks', () => {
  test.each([
    [{ country: 'DE' }, 'pass'],
    [{ country: 'FR' }, 'country_not_listed rules.yaml:4'],
    [{ country: 'de' }, 'country_not_listed rules.yaml:4'],
    [{ country: null }, 'country_not_listed rules.yaml:4'],
  ])('%j: %s', (request, expected) => {
    expect(outcome({ countries: ['AT', 'DE'] }, request)).toBe(expected);
  });

  test.each([
    [{ asn: 64496 }, 'pass'],
    [{ asn: 64497 }, 'asn_not_listed rules.yaml:5'],
    [{ asn: 0 }, 'asn_not_listed rules.yaml:5'],
    [{ asn: null }, 'asn_not_listed rules.yaml:5'],
  ])('%j: %s', (request, expected) => {
    expect(outcome({ asns: [64496] }, request)).toBe(expected);
  });
});

describe('from and until', () => {
  test.each([
    [{ fromSeconds: NOW }, 'pass'],
    [{ fromSeconds: NOW + 0.001 }, 'not_yet_open rules.yaml:7'],
    [{ untilSeconds: NOW }, 'no_longer_open rules.yaml:8'],
    [{ untilSeconds: NOW + 0.001 }, 'pass'],
    [{ fromSeconds: NOW - 1, untilSeconds: NOW + 1 }, 'pass'],
  ])('%j: %s', (conditions, expected) => {
    expect(outcome(conditions)).toBe(expected);
  });
});

describe('times of the week', () => {
  const at = (text: string): number => Date.parse(text) / 1000;

  test.each([
    ['2026-11-23T00:00:00Z', 0],
    ['2026-11-23T00:00:59.999Z', 0],
    ['2026-11-22T23:59:00Z', 10_079],
    ['2026-11-24T08:30:00Z', 24 * 60 + 8 * 60 + 30],
    ['1970-01-01T00:00:00Z', 3 * 24 * 60],
    ['1969-12-29T00:00:00Z', 0],
  ])('%s is minute %i', (text, minute) => {
    expect(minuteOfWeek(at(text))).toBe(minute);
  });

  test('a window holds from its first minute to the one before its end', () => {
    const times = [8 * 60, 18 * 60];
    const reason = (text: string) => outcome({ times }, { nowSeconds: at(text) });
    expect(reason('2026-11-23T08:00:00Z')).toBe('pass');
    expect(reason('2026-11-23T17:59:59Z')).toBe('pass');
    expect(reason('2026-11-23T07:59:59Z')).toBe('outside_times rules.yaml:6');
    expect(reason('2026-11-23T18:00:00Z')).toBe('outside_times rules.yaml:6');
    expect(reason('2026-11-24T12:00:00Z')).toBe('outside_times rules.yaml:6');
    expect(outcome({ times: [] })).toBe('outside_times rules.yaml:6');
  });

  test('is the day and hour of UTC, at any moment', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const expected = ((date.getUTCDay() + 6) % 7) * 1440 + date.getUTCHours() * 60 + date.getUTCMinutes();
          expect(minuteOfWeek(date.getTime() / 1000)).toBe(expected);
        },
      ),
    );
  });
});
