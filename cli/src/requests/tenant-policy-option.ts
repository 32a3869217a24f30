import { closest } from '@portcullis/rules/compiler';
import { parsePrefix, type TenantPolicy } from '@portcullis/rules/engine';
import { InvalidArgumentError } from 'commander';

const NOTHING: TenantPolicy = { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 };

/** Reads a tenant's policy as the admin API takes it; what is left out restricts nothing. */
export function readTenantPolicy(text: string): TenantPolicy {
  const given = readObject(text);
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(NOTHING, key)) {
      const match = closest(key, Object.keys(NOTHING));
      throw refused(`There is no "${key}".${match === null ? '' : ` Did you mean "${match}"?`}`);
    }
    if (!fits(NOTHING[key as keyof TenantPolicy], value)) throw refused(`"${key}" does not have the right type.`);
  }
  const policy = { ...NOTHING, ...given } as TenantPolicy;
  const bad = policy.addresses.find((prefix) => typeof prefix !== 'string' || 'problem' in parsePrefix(prefix));
  if (bad !== undefined) throw refused(`"${String(bad)}" is not a prefix such as 203.0.113.0/24.`);
  return policy;
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('It is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused('It is not a JSON object.');
  return value as Record<string, unknown>;
}

function fits(example: unknown, value: unknown): boolean {
  return Array.isArray(example) ? Array.isArray(value) : typeof value === typeof example && !Array.isArray(value);
}

function refused(what: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `${what} Write some of {"suspended":true,"addresses":["203.0.113.0/24"],"requireMfa":true,"forbidActAs":true,"notBefore":1790000000}.`,
  );
}
