import { compileRanges, type Prefix, parsePrefix } from '../engine/address/index.ts';
import type { AddressRanges } from '../policy/index.ts';
import { readAddressFile } from './address-file.ts';
import { parseName } from './names.ts';
import { take } from './parsed.ts';
import { describePrefixProblem } from './prefix-problem.ts';
import type { Path, Report } from './report.ts';
import type { CompiledLists, Scope } from './scope.ts';

const WHOLE_V4 = [0, 0xffffffff];
const WHOLE_V6 = [0, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];

/** Compiles every address list of the rules. */
export function buildAddressLists(scope: Scope): CompiledLists {
  const { report } = scope;
  const lists = new Map<string, AddressRanges>();
  for (const [name, entry] of Object.entries(scope.rules.addresses ?? {})) {
    const path = ['addresses', name];
    take(report, path, 'invalid_name', parseName(name));
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
  const isWhole = (actual: readonly number[], whole: readonly number[]): boolean => actual.join() === whole.join();
  if (isWhole(ranges.v4, WHOLE_V4) || isWhole(ranges.v6, WHOLE_V6)) {
    report.add(
      path,
      'everyone_listed',
      'The networks together hold every address there is.',
      'List the networks that are meant, or leave the restriction out.',
    );
  }
  return ranges;
}
