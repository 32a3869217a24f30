import { checkReferences, type Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
import type { OpenAccess } from '../policy.ts';
import type { AddressesEntry } from './schema.ts';

export function compile(
  { addresses }: AddressesEntry,
  { report, declared, lists }: ControlScope,
  path: Path,
): OpenAccess['addresses'] {
  if (addresses === undefined) return null;
  const at = [...path, 'addresses'];
  checkReferences(report, at, addresses, declared.addresses, {
    what: 'address list',
    emptyFix: 'Name the lists, or remove the key.',
  });
  const compiled = addresses.map((name) => lists.get(name));
  const isEmpty = compiled.every((list) => list !== undefined && list.v4.length + list.v6.length === 0);
  if (addresses.length > 0 && isEmpty)
    report.add(
      at,
      'lock_out',
      'The named lists are empty, so no client can pass.',
      'Add addresses to a list, or remove the key.',
    );
  return addresses;
}
