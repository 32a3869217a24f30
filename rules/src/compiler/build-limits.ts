import type { LimitRule } from '../policy/index.ts';
import { checkList } from './lists.ts';
import { parseName, RESERVED_LIMIT_PREFIX } from './names.ts';
import { take } from './parsed.ts';
import { parseQuota } from './quantities.ts';
import { parseIpv6PrefixLength } from './ipv6-prefix-length.ts';
import type { LimitEntry } from './schema.ts';
import type { Scope } from './scope.ts';

/** Up to this quota, asking each time costs little and a lease would be most of the quota. */
const EXACT_QUOTA = 60;

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
  take(report, path, 'invalid_name', parseName(id));
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
  const quota = take(report, [...path, 'quota'], 'invalid_quantity', parseQuota(entry.quota));
  const ipv6PrefixLength = take(
    report,
    [...path, 'ipv6PrefixLength'],
    'invalid_quantity',
    parseIpv6PrefixLength(entry.ipv6PrefixLength ?? LONGEST_IPV6_PREFIX),
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
