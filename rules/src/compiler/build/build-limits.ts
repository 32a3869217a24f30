import { DEFAULT_IPV6_PREFIX_LENGTH } from '../../engine/address/index.ts';
import type { LimitRule } from '../../policy/index.ts';
import { checkList, type Parsed, parsed, unreadable, valueOrProblem } from '../problems/index.ts';
import type { LimitEntry } from '../shape/index.ts';
import { parseName, parseQuota, RESERVED_LIMIT_PREFIX } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Up to this quota, asking each time costs little and a lease would be most of the quota. */
const EXACT_QUOTA = 60;

/** A client with a /64 can send from any of its addresses. */
const LONGEST_IPV6_PREFIX = 64;
/** Providers themselves are given a /32, or more. */
const SHORTEST_IPV6_PREFIX = 32;

/** Compiles every limit. */
export function buildLimits(scope: Scope): Readonly<Record<string, LimitRule>> {
  const limits = Object.entries(scope.rules.limits ?? {}).flatMap(([id, entry]) => {
    const limit = buildLimit(scope, id, entry);
    return limit === null ? [] : [[id, limit] as const];
  });
  return Object.fromEntries(limits);
}

function buildLimit({ report }: Scope, id: string, entry: LimitEntry): LimitRule | null {
  const path = ['limits', id];
  valueOrProblem(report, path, 'invalid_name', parseName(id));
  if (id.startsWith(RESERVED_LIMIT_PREFIX))
    report.add(
      path,
      'reserved_name',
      `The limit "${id}" has a name of the gateway's own.`,
      `Choose a name that does not start with "${RESERVED_LIMIT_PREFIX}".`,
      'key',
    );
  checkList(report, [...path, 'by'], entry.by, {
    what: 'dimension',
    emptyFix: 'Write what is counted apart, such as [address] or [tenant, user].',
  });
  const count = entry.count ?? 'all';
  if (count === 'failures' && entry.counting === 'leased') {
    report.add(
      [...path, 'counting'],
      'no_effect',
      'A limit that counts failures cannot be leased, since attempts are given back one by one.',
      'Remove "counting", or write exact.',
    );
  }
  const quota = valueOrProblem(report, [...path, 'quota'], 'invalid_quantity', parseQuota(entry.quota));
  const ipv6PrefixLength = valueOrProblem(
    report,
    [...path, 'ipv6PrefixLength'],
    'invalid_prefix_length',
    parseIpv6PrefixLength(entry.ipv6PrefixLength ?? DEFAULT_IPV6_PREFIX_LENGTH),
  );
  if (quota === null || ipv6PrefixLength === null) return null;
  const isExact = count === 'failures' || entry.by.includes('address') || quota.quota <= EXACT_QUOTA;
  return {
    id,
    ...quota,
    by: entry.by,
    ipv6PrefixLength,
    counting: entry.counting ?? (isExact ? 'exact' : 'leased'),
    count,
    at: report.sourceLine(path),
  };
}

function parseIpv6PrefixLength(bits: number): Parsed<number> {
  const fix = `Write a whole number from ${SHORTEST_IPV6_PREFIX} to ${LONGEST_IPV6_PREFIX}.`;
  if (!Number.isInteger(bits) || bits < 0 || bits > 128)
    return unreadable(`An IPv6 prefix cannot have ${bits} bits.`, fix);
  if (bits > LONGEST_IPV6_PREFIX)
    return unreadable(`An IPv6 prefix of ${bits} bits would give one customer many times the quota.`, fix);
  if (bits < SHORTEST_IPV6_PREFIX)
    return unreadable(`An IPv6 prefix of ${bits} bits would put customers of many providers into one count.`, fix);
  return parsed(bits);
}
