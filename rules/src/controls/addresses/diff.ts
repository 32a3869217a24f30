import type { Policy } from '../../../policy/index.ts';
import { type Axis, type AxisBuilder, type EffectiveRoute, observes, type Region } from '../axis/index.ts';
import {
  type AddressSet,
  addressSetOf,
  addressWords,
  commonAddresses,
  EVERY_ADDRESS,
  someAddress,
  withoutAddresses,
} from '../sets/index.ts';

const NOWHERE: AddressSet = { v4: [], v6: [], unknown: false };

/** Which clients pass deny lists and the routes' own lists. Sets are worked out once for all routes that name the same lists. */
export function createAddressAxis(old: Policy, next: Policy): AxisBuilder {
  const [setOfOld, setOfNew] = [createSets(old), createSets(next)];
  const axes = new Map<string, Axis>();
  return (oldRoute, newRoute) => {
    const [a, b] = [listsOf(oldRoute), listsOf(newRoute)];
    const key = JSON.stringify([a, b]);
    const known = axes.get(key);
    if (known !== undefined) return known;
    const axis = addressAxis(setOfOld(a), setOfNew(b));
    axes.set(key, axis);
    return axis;
  };
}

/** `any` where the route takes every address, `none` where there is no route. */
function listsOf(route: EffectiveRoute | null): readonly string[] | 'any' | 'none' {
  if (route === null) return 'none';
  return observes(route, 'addresses') ? 'any' : (route.rule.access.addresses ?? 'any');
}

function createSets(policy: Policy): (lists: readonly string[] | 'any' | 'none') => AddressSet {
  const compiled = (names: readonly string[]): AddressSet =>
    addressSetOf(names.flatMap((name) => policy.addresses[name] ?? []));
  const denied = { ...compiled(policy.deny.addresses), unknown: policy.deny.addresses.length > 0 };
  return (lists) => {
    if (lists === 'none') return NOWHERE;
    return withoutAddresses(lists === 'any' ? EVERY_ADDRESS : compiled(lists), denied);
  };
}

function addressAxis(old: AddressSet, next: AddressSet): Axis {
  return {
    dimension: 'addresses',
    old: regionOf(old),
    new: regionOf(next),
    both: regionOf(commonAddresses(old, next)),
    opened: regionOf(withoutAddresses(next, old)),
    closed: regionOf(withoutAddresses(old, next)),
  };
}

function regionOf(set: AddressSet): Region | null {
  const address = someAddress(set);
  if (address === undefined) return null;
  let words: readonly string[] | null = null;
  return {
    get words() {
      words ??= addressWords(set);
      return words;
    },
    apply: (candidate) => {
      candidate.address = address;
    },
  };
}
