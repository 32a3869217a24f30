import { compileRanges, type Prefix, parsePrefix } from '../../engine/address/index.ts';
import type { AddressRanges } from '../../policy/index.ts';
import type { Path, Report } from '../problems/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import type { CompiledLists } from '../scope/index.ts';
import { describePrefixProblem, parseName } from '../values/index.ts';
import { readAddressFile } from './address-file.ts';
import type { Scope } from './scope.ts';

/** Compiles every address list of the rules. */
export function buildAddressLists(scope: Scope): CompiledLists {
  const { report } = scope;
  const lists = new Map<string, AddressRanges>();
  for (const [name, entry] of Object.entries(scope.rules.addresses ?? {})) {
    const path = ['addresses', name];
    valueOrProblem(report, path, 'invalid_name', parseName(name));
    if (!Array.isArray(entry)) {
      lists.set(name, checkWhole(report, path, compileRanges(readAddressFile(scope, [...path, 'file'], entry.file))));
      continue;
    }
    if (entry.length === 0) {
      report.add(
        path,
        'empty_list',
        `The address list "${name}" is empty.`,
        'Write at least one address or network, or remove the list.',
      );
    }
    lists.set(name, buildRanges(report, path, entry));
  }
  return lists;
}

/** Compiles networks written in the rules themselves. */
export function buildRanges(report: Report, path: Path, entries: readonly string[]): AddressRanges {
  const prefixes: Prefix[] = [];
  for (const [index, text] of entries.entries()) {
    const prefix = parsePrefix(text);
    if (!('problem' in prefix)) prefixes.push(prefix);
    else {
      const { code, message, fix } = describePrefixProblem(text, prefix.problem);
      report.add([...path, index], code, message, fix);
    }
  }
  return checkWhole(report, path, compileRanges(prefixes));
}

/** Two halves are as open as the whole. */
function checkWhole(report: Report, path: Path, ranges: AddressRanges): AddressRanges {
  if (isWholeV4(ranges) || isWholeV6(ranges)) {
    report.add(
      path,
      'everyone_listed',
      'The networks together hold every address there is.',
      'List the networks that are meant, or leave the restriction out.',
    );
  }
  return ranges;
}

function isWholeV4({ v4 }: AddressRanges): boolean {
  return v4.length === 2 && v4[0] === 0 && v4[1] === 0xffffffff;
}

/**
 * Networks around `::ffff:0:0/96` are refused one by one, and those inside are IPv4. So a list can hold all of IPv6 but
 * this /96, and only as one network of each length from 1 to 96.
 */
function isWholeV6({ v6 }: AddressRanges): boolean {
  const lengths = new Set(Array.from(v6).filter((length, index) => index % 5 === 4 && length <= 96));
  return lengths.size === 96;
}
