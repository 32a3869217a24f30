import { parsePrefix } from '@portcullis/rules/engine';
import type { TokensRule } from '@portcullis/rules/policy';
import { isText, texts } from '../tokens/index.ts';

/** A secret that another replaces stays good for at least this long: longer than what isolates know of it. */
const LEAST_OVERLAP_SECONDS = 60;
const MOST_OVERLAP_SECONDS = 7 * 24 * 3600;
const DEFAULT_OVERLAP_SECONDS = 3600;
const MAX_ADDRESSES = 64;
/** Names stand in logs, as the user of what the machine does. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export interface TokenRequest {
  readonly name: string;
  readonly roles: readonly string[];
  readonly addresses: readonly string[];
  readonly expires: number;
}

export type TokenRequestResult =
  | { readonly ok: true; readonly request: TokenRequest }
  | { readonly ok: false; readonly problem: string };

const MEMBERS = ['name', 'roles', 'addresses', 'expires'] as const;

/** Reads the body of a request for a token. @param rule what the rules allow tokens */
export function parseTokenRequest(
  body: Record<string, unknown> | null,
  rule: TokensRule,
  nowSeconds: number,
): TokenRequestResult {
  const names = MEMBERS.map((name) => `"${name}"`).join(', ');
  if (body === null) return failed(`The body is not a JSON object with ${names}; the last two are optional.`);
  if (Object.keys(body).some((name) => !MEMBERS.includes(name as never)))
    return failed(`There are members besides ${names}.`);
  const { name, addresses = [], expires } = body;
  if (typeof name !== 'string' || !NAME.test(name))
    return failed('"name" must be 1 to 63 of a-z, 0-9, ".", "_" and "-".');
  const roles = texts(body['roles']);
  if (roles === null || roles.length === 0 || roles.some((role) => !rule.roles.includes(role)))
    return failed(`"roles" must be a list of some of ${rule.roles.join(', ')}: those that the rules allow tokens.`);
  const prefixes = texts(addresses);
  if (prefixes === null || prefixes.length > MAX_ADDRESSES || prefixes.some((text) => 'problem' in parsePrefix(text)))
    return failed(`"addresses" must be a list of at most ${MAX_ADDRESSES} prefixes, such as 203.0.113.0/24.`);
  const latest = nowSeconds + rule.lifetimeSeconds;
  const end = expires === undefined ? latest : secondsOf(expires);
  if (end === null || end <= nowSeconds || end > latest)
    return failed(`"expires" must be an ISO 8601 time in UTC, such as ${iso(latest)}, which is the latest allowed.`);
  return { ok: true, request: { name, roles, addresses: prefixes, expires: end } };
}

/** How long the old secret stays good; a text says what is wrong. */
export function parseOverlap(body: Record<string, unknown> | null): number | string {
  const { overlap = DEFAULT_OVERLAP_SECONDS, ...more } = body ?? {};
  const isWhole = typeof overlap === 'number' && Number.isInteger(overlap);
  if (isWhole && overlap >= LEAST_OVERLAP_SECONDS && overlap <= MOST_OVERLAP_SECONDS && Object.keys(more).length === 0)
    return overlap;
  return `Send {"overlap"}: ${LEAST_OVERLAP_SECONDS} to ${MOST_OVERLAP_SECONDS} seconds in which the old secret stays good. To end it at once, delete the token.`;
}

function secondsOf(value: unknown): number | null {
  if (!isText(value) || !value.endsWith('Z')) return null;
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? ms / 1000 : null;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function failed(problem: string): TokenRequestResult {
  return { ok: false, problem };
}
