import type { Address } from '../../engine/address/index.ts';
import type { OpenAccess } from '../policy.ts';
import type { Refused } from '../refused.ts';

/** An address that cannot be read is on no list. */
export function decideAddresses(
  { addresses }: OpenAccess,
  address: Address | null,
  isListed: (list: string, address: Address) => boolean,
): Refused<'address_unknown' | 'address_not_listed', 'addresses'> | null {
  if (addresses === null) return null;
  if (address === null) return { reason: 'address_unknown', part: 'addresses' };
  return addresses.some((list) => isListed(list, address))
    ? null
    : { reason: 'address_not_listed', part: 'addresses', detail: addresses.join(', ') };
}
