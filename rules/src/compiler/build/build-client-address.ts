import type { ClientAddressSource } from '../../policy/index.ts';
import { checkList, suggestFix } from '../problems/index.ts';
import { ADDRESS_HEADERS } from '../values/index.ts';
import { buildRanges } from './address-lists.ts';
import type { Scope } from './scope.ts';

/** Compiles `clientAddress`. */
export function buildClientAddress({ rules, report }: Scope): ClientAddressSource {
  const entry = rules.clientAddress;
  if (entry === 'cloudflare') return { kind: 'cloudflare' };
  const header = entry.header.toLowerCase();
  if (!ADDRESS_HEADERS.some((known) => known.toLowerCase() === header)) {
    report.add(
      ['clientAddress', 'header'],
      'unknown_value',
      `${JSON.stringify(entry.header.slice(0, 64))} is not a header in which proxies pass on the client's address.`,
      suggestFix(entry.header, ADDRESS_HEADERS, 'Write the one that your proxy sets, such as X-Forwarded-For.'),
    );
  }
  const path = ['clientAddress', 'trustedProxies'];
  checkList(report, path, entry.trustedProxies, {
    what: 'network',
    emptyFix: 'List the networks of your own proxies; the header is believed from them only.',
  });
  return { kind: 'header', header, trustedProxies: buildRanges(report, path, entry.trustedProxies) };
}
