import type { Conditions } from '../../policy/index.ts';
import type { Path, Report } from '../problems/index.ts';
import { checkList, take } from '../problems/index.ts';
import type { AccessMap } from '../shape/index.ts';
import { joinTimes, MINUTES_A_WEEK, parseCountry, parseMoment, parseTimes } from '../values/index.ts';
import type { Scope } from './scope.ts';

const HIGHEST_ASN = 4_294_967_295;
const TLS_MINORS: Readonly<Record<NonNullable<AccessMap['tls']>, 2 | 3>> = { '1.2': 2, '1.3': 3 };

/** Compiles the conditions beside the roles; `null` where there are none. */
export function buildConditions(scope: Scope, path: Path, entry: AccessMap): Conditions | null {
  checkTenant(scope, path, entry);
  checkPlatform(scope, path, entry);
  const { report } = scope;
  const { countries, asns, times } = entry;
  const { from, until } = buildMoments(report, path, entry);
  const conditions: Conditions = {
    tenant: entry.tenant ?? 'optional',
    minTls: entry.tls === undefined ? null : TLS_MINORS[entry.tls],
    countries: countries === undefined ? null : buildCountries(report, [...path, 'countries'], countries),
    asns: asns === undefined ? null : buildAsns(report, [...path, 'asns'], asns),
    times: times === undefined ? null : buildTimes(report, [...path, 'times'], times),
    fromSeconds: from,
    untilSeconds: until,
  };
  const { tenant, ...others } = conditions;
  return tenant === 'optional' && Object.values(others).every((value) => value === null) ? null : conditions;
}

function checkTenant({ rules, report }: Scope, path: Path, entry: AccessMap): void {
  if (entry.tenant !== 'required' || rules.hosts.some((host) => host.startsWith('{tenant}'))) return;
  report.add(
    [...path, 'tenant'],
    'lock_out',
    'The route needs a host that names the tenant, and no host does.',
    'Add a host with "{tenant}", such as "{tenant}.app.example.com", or remove the key.',
  );
}

/** Behind another proxy, the platform tells of the proxy's connection, not of the client's. */
function checkPlatform({ rules, report }: Scope, path: Path, entry: AccessMap): void {
  if (rules.clientAddress === 'cloudflare') return;
  for (const key of ['tls', 'countries', 'asns'] as const) {
    if (entry[key] === undefined) continue;
    report.add(
      [...path, key],
      'no_effect',
      `"${key}" would judge the proxy in front, not the client.`,
      'Remove it, or let clients reach Cloudflare directly, with "clientAddress: cloudflare".',
      'key',
    );
  }
}

function buildCountries(report: Report, path: Path, countries: readonly string[]): readonly string[] {
  checkList(report, path, countries, { what: 'country', emptyFix: 'List the countries, or remove the key.' });
  for (const [index, text] of countries.entries()) take(report, [...path, index], 'unknown_value', parseCountry(text));
  return countries.toSorted();
}

function buildAsns(report: Report, path: Path, asns: readonly number[]): readonly number[] {
  checkList(report, path, asns.map(String), {
    what: 'autonomous system',
    emptyFix: 'List the numbers, or remove the key.',
  });
  for (const [index, asn] of asns.entries()) {
    if (Number.isInteger(asn) && asn >= 1 && asn <= HIGHEST_ASN) continue;
    report.add(
      [...path, index],
      'unknown_value',
      `${asn} is not the number of an autonomous system.`,
      `Write a whole number from 1 to ${HIGHEST_ASN}, without "AS".`,
    );
  }
  return asns.toSorted((a, b) => a - b);
}

function buildTimes(report: Report, path: Path, times: readonly string[]): readonly number[] {
  checkList(report, path, times, { what: 'window', emptyFix: 'List the windows, or remove the key.' });
  const windows = times.flatMap(
    (text, index) => take(report, [...path, index], 'invalid_time', parseTimes(text)) ?? [],
  );
  const joined = joinTimes(windows);
  if (joined[0] === 0 && joined[1] === MINUTES_A_WEEK)
    report.add(path, 'no_effect', 'The windows together are the whole week.', 'Remove the key, or narrow a window.');
  return joined;
}

function buildMoments(
  report: Report,
  path: Path,
  entry: AccessMap,
): { readonly from: number | null; readonly until: number | null } {
  const read = (key: 'from' | 'until'): number | null => {
    const text = entry[key];
    return text === undefined ? null : take(report, [...path, key], 'invalid_time', parseMoment(text));
  };
  const [from, until] = [read('from'), read('until')];
  if (from !== null && until !== null && from >= until)
    report.add([...path, 'until'], 'lock_out', 'The route closes before it opens.', 'Let "until" come after "from".');
  return { from, until };
}
