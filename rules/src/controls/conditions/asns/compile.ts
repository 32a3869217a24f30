import { checkList, type Path } from '../../../compiler/problems/index.ts';
import type { ControlScope } from '../../../compiler/scope/index.ts';
import { checkPlatform } from '../check-platform.ts';
import { HIGHEST_ASN } from './highest-asn.ts';
import type { AsnsCondition } from './policy.ts';
import type { AsnsEntry } from './schema.ts';

export const unstated: AsnsCondition = { asns: null };

export function compile({ asns }: AsnsEntry, scope: ControlScope, path: Path): AsnsCondition {
  if (asns === undefined) return unstated;
  checkPlatform(scope, path, 'asns');
  const { report } = scope;
  const at = [...path, 'asns'];
  checkList(report, at, asns.map(String), {
    what: 'autonomous system',
    emptyFix: 'List the numbers, or remove the key.',
  });
  for (const [index, asn] of asns.entries()) {
    if (Number.isInteger(asn) && asn >= 1 && asn <= HIGHEST_ASN) continue;
    report.add(
      [...at, index],
      'unknown_value',
      `${asn} is not the number of an autonomous system.`,
      `Write a whole number from 1 to ${HIGHEST_ASN}, without "AS".`,
    );
  }
  return { asns: asns.toSorted((a, b) => a - b) };
}
