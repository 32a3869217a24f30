import { CLOCK_SKEW_SECONDS, TENANT_POLICY_MEMBERS } from '@portcullis/origin/context';
import { parsePrefix, type TenantPolicy } from '@portcullis/rules/engine';
import { isTime } from '../tokens/index.ts';

export type TenantPolicyRequest =
  | { readonly ok: true; readonly policy: TenantPolicy }
  | { readonly ok: false; readonly problem: string };

const KNOWN: ReadonlySet<string> = new Set(TENANT_POLICY_MEMBERS);
const NAMES = TENANT_POLICY_MEMBERS.map((name) => `"${name}"`).join(', ');
const MAX_ADDRESSES = 1000;
/** A date parser alone would take "1" or "11/12/2023" for some time or other. */
const ISO_TIME = /^(\d{4}-\d{2}-(\d{2}))T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads a tenant's policy. What is absent demands nothing; what is present must be exact, since a slip would lock out or
 * let in. @param tenant whose policy it is; the body may name it too, as the answer to a GET does
 */
export function parseTenantPolicy(body: Record<string, unknown> | null, tenant: string): TenantPolicyRequest {
  if (body === null) return failed(`The body is not a JSON object: {${NAMES}}, each optional.`);
  if (body['tenant'] !== undefined && body['tenant'] !== tenant)
    return failed(
      '"tenant" is another tenant than the one in the path. Leave it out, or ask for the path of that tenant.',
    );
  const unknown = Object.keys(body).find((name) => !KNOWN.has(name) && name !== 'tenant');
  if (unknown !== undefined) return failed(`There are members besides ${NAMES}.`);
  const { suspended = false, addresses = [], requireMfa = false, forbidActAs = false, notBefore } = body;
  if (typeof suspended !== 'boolean') return failed('"suspended" must be true or false.');
  if (typeof requireMfa !== 'boolean') return failed('"requireMfa" must be true or false.');
  if (typeof forbidActAs !== 'boolean') return failed('"forbidActAs" must be true or false.');
  const since = notBefore === undefined || notBefore === null ? 0 : timeOf(notBefore);
  if (since === null)
    return failed(
      '"notBefore" must be an ISO 8601 time with a zone, such as 2026-01-31T08:00:00Z, or seconds since 1970, not in the future.',
    );
  if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES)
    return failed(`"addresses" must be a list of at most ${MAX_ADDRESSES} prefixes.`);
  for (const [index, text] of addresses.entries()) {
    const problem = typeof text === 'string' ? prefixProblem(text) : 'is not a text';
    if (problem !== null) return failed(`"addresses"[${index}] ${problem}.`);
  }
  const policy = { suspended, requireMfa, forbidActAs, addresses: addresses as string[], notBefore: since };
  return { ok: true, policy };
}

function timeOf(value: unknown): number | null {
  const seconds = typeof value === 'string' ? secondsOfIso(value) : value;
  return isTime(seconds) && seconds <= Date.now() / 1000 + CLOCK_SKEW_SECONDS ? seconds : null;
}

function secondsOfIso(text: string): number {
  const [, date, day] = ISO_TIME.exec(text) ?? [];
  // A day that its month does not have would be read as one of the next month.
  if (date === undefined || new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return Number.NaN;
  return Date.parse(text) / 1000;
}

function prefixProblem(text: string): string | null {
  const prefix = parsePrefix(text);
  return 'problem' in prefix ? `is not a prefix in CIDR notation (${prefix.problem.kind})` : null;
}

function failed(problem: string): TenantPolicyRequest {
  return { ok: false, problem };
}
