import { createTenantAddressMatcher, parseAddress } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';

const THOUSAND = Array.from({ length: 1000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);

function holds(prefixes: readonly string[], text: string): boolean {
  const address = parseAddress(text);
  if (address === null) throw new TypeError(text);
  return createTenantAddressMatcher(prefixes)(address);
}

describe("a tenant's list of addresses", () => {
  test('holds its members, and no one by what cannot be read', () => {
    expect(holds(THOUSAND, '10.3.231.9')).toBe(true);
    expect(holds(THOUSAND, '10.3.232.9')).toBe(false);
    expect(holds(['x', '10.0.0.1/8', '192.0.2.0/24'], '10.0.0.1')).toBe(false);
    expect(holds(['x', '10.0.0.1/8', '192.0.2.0/24'], '192.0.2.1')).toBe(true);
  });

  test('is compiled once, no matter who hands it in', () => {
    const matcher = createTenantAddressMatcher(THOUSAND);
    expect(createTenantAddressMatcher(THOUSAND)).toBe(matcher);
    expect(createTenantAddressMatcher([...THOUSAND])).toBe(matcher);
    expect(createTenantAddressMatcher(JSON.parse(JSON.stringify(THOUSAND)))).toBe(matcher);
  });

  test('is another one as soon as one entry differs, is missing, or is divided otherwise', () => {
    const matcher = createTenantAddressMatcher(THOUSAND);
    expect(createTenantAddressMatcher(THOUSAND.slice(1))).not.toBe(matcher);
    expect(createTenantAddressMatcher([...THOUSAND.slice(1), '10.0.0.0/23'])).not.toBe(matcher);
    expect(holds(['192.0.2.1', '192.0.2.2'], '192.0.2.1')).toBe(true);
    expect(holds(['192.0.2.1 192.0.2.2'], '192.0.2.1')).toBe(false);
  });

  test('is forgotten once tenants have used enough others: what is kept is bounded in bytes', () => {
    const list = (tenant: number) => THOUSAND.map((prefix) => prefix.replace('10.', `${tenant + 11}.`));
    const first = createTenantAddressMatcher(list(0));
    for (let tenant = 1; tenant < 100; tenant += 1) createTenantAddressMatcher(list(tenant));
    expect(createTenantAddressMatcher(list(0))).not.toBe(first);
    expect(createTenantAddressMatcher(list(99))).toBe(createTenantAddressMatcher(list(99)));
  });
});
